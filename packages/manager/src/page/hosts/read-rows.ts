import type { Pool } from "@afpools/api/client";
import { hostKey, type Membership } from "@afpools/core";
import { computed } from "@preact/signals";
import { holdOfHost } from "../server/holds.js";
import { hostNames, hosts, membersOf, poolsByHost, renderOf } from "../server/membership.js";
import type { HostRow } from "./host-rows.js";

/** The hosts of a pool as they are now, in natural order. */
export function rowsOfPool(pool: Pool): readonly (HostRow & { readonly why: Membership })[] {
  const byHost = poolsByHost.value;
  return membersOf(pool).map((member) => ({
    key: member.name,
    name: member.name,
    render: renderOf(member),
    why: member.why,
    pools: (byHost.get(hostKey(member.name)) ?? []).filter(({ id }) => id !== pool.id),
  }));
}

/** The hosts of the farm and those that only pools name, as they are now, in natural order. */
export const allRows = computed<readonly HostRow[]>(() => {
  const byHost = poolsByHost.value;
  return hostNames.value.map((name) => ({
    key: name,
    name,
    render: hosts.value.get(name),
    hold: holdOfHost.value.get(hostKey(name)),
    pools: byHost.get(hostKey(name)) ?? [],
  }));
});
