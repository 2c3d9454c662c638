import type { Render } from "@afpools/api/client";

/** What a host is worth to somebody who needs one. */
export const hostGroups = ["free", "busy", "held", "offline"] as const;
export type HostGroup = (typeof hostGroups)[number];

/**
 * In which group a host is: `busy` while it renders; `held` where a hold keeps it out of pools, or it is paused or on nimby, and
 * renders nothing; `offline` also where the farm does not know it. A host that a file names, of which no tasks are known, is `free`.
 */
export function groupOf(
  render: Pick<Render, "online" | "held" | "tasks"> | undefined,
  isInHold = false,
): HostGroup {
  if (!render?.online) return "offline";
  if ((render.tasks ?? 0) > 0) return "busy";
  return render.held || isInHold ? "held" : "free";
}

/** How many hosts are in each group. */
export type GroupCounts = Readonly<Record<HostGroup, number>>;

export function countGroups(groups: Iterable<HostGroup>): GroupCounts {
  const counts = { free: 0, busy: 0, held: 0, offline: 0 };
  for (const group of groups) counts[group] += 1;
  return counts;
}
