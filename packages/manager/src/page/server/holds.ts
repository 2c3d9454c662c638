import type { Pool } from "@afpools/api/client";
import { hostKey } from "@afpools/core";
import { countGroups, type GroupCounts, groupOf, isHold } from "@afpools/core/internal";
import { computed } from "@preact/signals";
import { pools } from "./live.js";
import { hosts, membersOf } from "./membership.js";

/** The hold that keeps each host out of its pools, by the host's key; of several the first. */
export const holdOfHost = computed<ReadonlyMap<string, Pool>>(() => {
  const byHost = new Map<string, Pool>();
  for (const hold of pools.value.filter(isHold)) {
    for (const { name } of membersOf(hold)) {
      if (!byHost.has(hostKey(name))) byHost.set(hostKey(name), hold);
    }
  }
  return byHost;
});

/** How many hosts of the farm are in each group. */
export const farmCounts = computed<GroupCounts>(() =>
  countGroups(
    [...hosts.value.values()].map((host) => groupOf(host, holdOfHost.value.has(hostKey(host.name)))),
  ),
);
