import {
  compareHostNames,
  type Farm,
  type FarmHost,
  hostKey,
  type Pool,
  type PoolMember,
  poolMembers,
} from "@afpools/core";
import type { CommandResult } from "@afpools/protocol";

/** Is the host online? `null` when the farm does not know it. */
function isOnline(renders: readonly FarmHost[]): boolean | null {
  return renders.length > 0 ? renders.some((render) => render.online) : null;
}

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
  const hosts = new Map<string, { name: string; online: boolean | null; pools: string[] }>();
  const entry = ({ name, renders }: Pick<PoolMember, "name" | "renders">) => {
    const known = hosts.get(hostKey(name));
    if (known) return known;
    const added = { name, online: isOnline(renders), pools: [] };
    hosts.set(hostKey(name), added);
    return added;
  };
  for (const { name } of farm?.hosts ?? []) entry({ name, renders: farm?.find(name) ?? [] });
  for (const pool of pools) for (const member of poolMembers(pool, farm)) entry(member).pools.push(pool.name);
  return {
    farm: farm !== undefined,
    hosts: [...hosts.values()].sort((a, b) => compareHostNames(a.name, b.name)),
  };
}
