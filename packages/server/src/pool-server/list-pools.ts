import { type Farm, hostsWithPools, isOnline, type Pool, poolMembers } from "@afpools/core";
import type { CommandResult } from "@afpools/protocol";

function described({ id, name, description, rules, revision, changedBy, changedAt }: Pool) {
  return { id, name, description, rules, revision, changedBy, changedAt };
}

/** All pools as `GET POOLS` gives them. */
export function listPools(
  pools: readonly Pool[],
  farm: Farm | undefined,
): CommandResult<"GET POOLS">["pools"] {
  return pools.map((pool) => {
    const members = poolMembers(pool, farm);
    return {
      ...described(pool),
      hosts: members.map((member) => member.name),
      online: farm ? members.filter(({ renders }) => isOnline(renders)).length : null,
    };
  });
}

/** One pool as `GET POOL` gives it. */
export function showPool(pool: Pool, farm: Farm | undefined): CommandResult<"GET POOL">["pool"] {
  const members = poolMembers(pool, farm).map(({ name, renders, why }) => ({
    name,
    online: isOnline(renders),
    ...why,
  }));
  return { ...described(pool), members };
}

/** All hosts of the farm and of the pools as `GET HOSTS` gives them, in natural order. */
export function listHosts(pools: readonly Pool[], farm: Farm | undefined): CommandResult<"GET HOSTS"> {
  const hosts = hostsWithPools(pools, farm).map(({ name, online, pools: names }) => ({
    name,
    online,
    pools: names,
  }));
  return { farm: farm !== undefined, hosts };
}
