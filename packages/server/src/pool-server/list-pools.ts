import type { AfanasyHost } from "@afpools/afanasy";
import { hostRowsInSteps } from "@afpools/afanasy/internal";
import type { Farm, FarmHost, Pool } from "@afpools/core";
import { hostsWithPoolsInSteps, isOnline, membershipsInSteps, type Steps } from "@afpools/core/internal";
import type { CommandResult } from "@afpools/protocol";

function described(pool: Pool) {
  const { id, name, description, rules, restartStrays, revision, changedBy, changedAt } = pool;
  const strays = restartStrays && { restartStrays };
  return { id, name, description, rules, ...strays, revision, changedBy, changedAt };
}

/** All pools as `GET POOLS` gives them. */
export function* listPools(
  pools: readonly Pool[],
  farm: Farm | undefined,
): Steps<CommandResult<"GET POOLS">> {
  const membersOf = membershipsInSteps(pools, farm);
  const listed: CommandResult<"GET POOLS">["pools"][number][] = [];
  for (const pool of pools) {
    const members = yield* membersOf(pool);
    listed.push({
      ...described(pool),
      hosts: members.map((member) => member.name),
      online: farm ? members.filter(({ renders }) => isOnline(renders)).length : null,
    });
    yield;
  }
  return { pools: listed };
}

/** One pool as `GET POOL` gives it. */
export function* showPool(
  pool: Pool,
  pools: readonly Pool[],
  farm: Farm | undefined,
): Steps<CommandResult<"GET POOL">> {
  const membersOf = membershipsInSteps(pools, farm);
  const members = (yield* membersOf(pool)).map(({ name, renders, why }) => ({
    name,
    online: isOnline(renders),
    ...why,
  }));
  return { pool: { ...described(pool), named: pool.hosts.map(({ name }) => name), members } };
}

/** All hosts of the farm and of the pools as `GET HOSTS` gives them, in natural order. */
export function* listHosts(
  pools: readonly Pool[],
  farm: Farm | undefined,
): Steps<CommandResult<"GET HOSTS">> {
  const found = yield* hostsWithPoolsInSteps(pools, farm);
  const hosts = found.map(({ name, online, pools: names }) => ({ name, online, pools: names }));
  return { farm: farm !== undefined, hosts };
}

/** The same with what is known of each host. */
export function* listHostFacts(
  pools: readonly Pool[],
  farm: Farm | undefined,
  known: readonly (FarmHost | AfanasyHost)[] | undefined,
): Steps<CommandResult<"GET HOSTS">> {
  return { farm: farm !== undefined, hosts: yield* hostRowsInSteps(pools, farm, known) };
}
