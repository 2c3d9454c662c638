import { type HostReason, membersOfPools } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import { unlimitedBudget } from "../work/budget.js";
import { Pace } from "../work/pace.js";
import { finish, type Steps } from "../work/steps.js";
import type { Pool } from "./pool.js";
import type { Membership, PoolMember } from "./pool-members.js";

/** Tells the members of pools of one moment; those that rules of several pools name are worked out once. */
export type Memberships = (pool: Pool) => PoolMember[];

/**
 * The members of pools: named hosts in their order, then those by rule. Each host is listed once. Without a farm patterns match
 * nothing and no fact is known. A rule that cannot be worked out lets nobody in. Held hosts are members of their holds alone.
 *
 * @param pools all pools, which rules may name
 */
export function memberships(pools: readonly Pool[], farm?: Farm): Memberships {
  const membersOf = membershipsInSteps(pools, farm);
  return (pool) => finish(membersOf(pool));
}

/** {@link memberships} in steps: a pool may have many rules, and the farm many hosts. */
export function membershipsInSteps(
  pools: readonly Pool[],
  farm: Farm | undefined,
): (pool: Pool) => Steps<PoolMember[]> {
  const membersOf = membersOfPools(pools, farm);
  return function* (pool) {
    const pace = new Pace(unlimitedBudget());
    const members: PoolMember[] = [];
    for (const { reason, ...host } of (yield* membersOf(pool)).values()) {
      if (pace.isDue()) yield;
      members.push({ ...host, why: membershipOf(reason) });
    }
    return members;
  };
}

/** The members of one pool, as {@link memberships} tells them. */
export function poolMembers(pool: Pool, pools: readonly Pool[], farm?: Farm): PoolMember[] {
  return memberships(pools, farm)(pool);
}

function membershipOf(reason: HostReason): Membership {
  return reason.by === "rule" ? { by: "rule", rule: reason.rule } : { by: "name" };
}
