/** What a host is worth to somebody who needs one. */
export const hostGroups = ["free", "busy", "held", "offline"] as const;
export type HostGroup = (typeof hostGroups)[number];

/** How a host is now. */
export interface HostNow {
  readonly online: boolean;
  /** What keeps it from rendering, such as `paused`. */
  readonly held?: string | null | undefined;
  /** How many tasks it renders; null where that is not known. */
  readonly tasks: number | null;
}

/**
 * In which group a host is: `busy` while it renders; `held` where a hold keeps it out of pools, or it is paused or on nimby, and
 * renders nothing; `offline` also where the farm does not know it. A host that a file names, of which no tasks are known, is `free`.
 */
export function groupOf(host: HostNow | undefined, isInHold = false): HostGroup {
  if (!host?.online) return "offline";
  if ((host.tasks ?? 0) > 0) return "busy";
  return host.held || isInHold ? "held" : "free";
}

/** How many hosts are in each group. */
export type GroupCounts = Readonly<Record<HostGroup, number>>;

export function countGroups(groups: Iterable<HostGroup>): GroupCounts {
  const counts = { free: 0, busy: 0, held: 0, offline: 0 };
  for (const group of groups) counts[group] += 1;
  return counts;
}
