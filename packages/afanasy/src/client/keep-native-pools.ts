import type { Job } from "../model/job.js";
import type { JobChange } from "./changes.js";

/** A change, and the jobs that it is for. */
export interface ChangeOfSome {
  readonly ids: readonly number[];
  readonly change: JobChange;
}

/**
 * `change` for these jobs, without touching their native pools: releases 3.0.0 to 3.3.1 clear them with each change of a job
 * that does not name them, which would let the job run on more hosts.
 *
 * @param jobs as they are now
 * @returns one change for all jobs that have the same native pools; the ids that are not among `jobs` with those without any
 */
export function keepNativePools(
  ids: readonly number[],
  jobs: readonly Pick<Job, "id" | "pools">[],
  change: JobChange,
): ChangeOfSome[] {
  const poolsById = new Map(jobs.map(({ id, pools }) => [id, pools]));
  const groups = new Map<string, { ids: number[]; change: JobChange }>();
  for (const id of ids) {
    const pools = poolsById.get(id) ?? {};
    const key = JSON.stringify(Object.entries(pools).sort());
    const group = groups.get(key) ?? { ids: [], change: { ...change, pools } };
    group.ids.push(id);
    groups.set(key, group);
  }
  return [...groups.values()];
}
