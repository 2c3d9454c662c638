import type { FollowingStatus } from "./reconciler.js";
import type { RunningReconciler } from "./start-reconciler.js";

export interface FollowingParts {
  readonly reconciler: Pick<RunningReconciler, "status"> | undefined;
  readonly hasAfserver: boolean;
  readonly startedAt: Date;
}

/** Whether jobs are kept on their pools; of a server that only serves pools, too, which says why it does no more. */
export function followingNow({ reconciler, hasAfserver, startedAt }: FollowingParts): FollowingStatus {
  if (reconciler) return reconciler.status().following;
  const reason = hasAfserver
    ? 'The setting "jobs.follow" is off.'
    : 'No afserver is configured: see the setting "afanasy.server".';
  return { state: "stopped", since: startedAt, reason };
}
