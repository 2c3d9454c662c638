import type { Pool } from "@afpools/api/client";
import { hostKey, type Membership } from "@afpools/core";
import { computed } from "@preact/signals";
import { holdOfHost } from "../server/holds.js";
import { hostNames, hosts, membersAndHeld, poolsByHost, renderOf } from "../server/membership.js";
import type { HostRow } from "./host-rows.js";

type RowOfPool = HostRow & { readonly why: Membership };

/** The hosts of a pool as they are now, and those that are held out of it, in natural order. */
export function rowsOfPool(pool: Pool): readonly RowOfPool[] {
  const byHost = poolsByHost.value;
  return membersAndHeld(pool).map((member) =>
    kept(ofPool, `${pool.id} ${member.name}`, {
      key: member.name,
      name: member.name,
      render: renderOf(member),
      why: member.why,
      hold: holdOfHost.value.get(hostKey(member.name)),
      pools: (byHost.get(hostKey(member.name)) ?? []).filter(({ id }) => id !== pool.id),
    }),
  );
}

/** The hosts of the farm and those that only pools name, as they are now, in natural order. */
export const allRows = computed<readonly HostRow[]>(() => {
  const byHost = poolsByHost.value;
  return hostNames.value.map((name) =>
    kept(ofFarm, name, {
      key: name,
      name,
      render: hosts.value.get(name),
      hold: holdOfHost.value.get(hostKey(name)),
      pools: byHost.get(hostKey(name)) ?? [],
    }),
  );
});

const ofFarm = new Map<string, HostRow>();
const ofPool = new Map<string, RowOfPool>();

/** The row as it was known before where nothing of it changed: then nothing of it is drawn anew. */
function kept<Row extends HostRow>(known: Map<string, Row>, key: string, row: Row): Row {
  const before = known.get(key);
  if (
    before &&
    before.render === row.render &&
    before.hold === row.hold &&
    before.why === row.why &&
    before.pools.length === row.pools.length &&
    before.pools.every((pool, index) => pool === row.pools[index])
  ) {
    return before;
  }
  known.set(key, row);
  return row;
}
