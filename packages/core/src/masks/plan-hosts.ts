import { AfpoolsError } from "../errors.js";
import { formatExpression } from "../expressions/expression.js";
import { parseExpression } from "../expressions/parse-expression.js";
import { renamePools } from "../expressions/rename-pools.js";
import type { Resolution } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { finish, type Steps } from "../work/steps.js";
import { type IntendedHosts, intendedHosts } from "./intended-hosts.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect, MaskPlan } from "./mask-plan.js";
import { readUserMasks } from "./user-masks.js";

export interface HostsRequest {
  /** What the pool expression means. */
  readonly resolution: Resolution;
  /** The hosts that afserver knows. */
  readonly farm?: Farm | undefined;
  /** How afserver reads the job's own masks. Default `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /** The masks that the job already has, which go on being applied. */
  readonly userMasks?: JobMasks | undefined;
  /** What the plan may cost. Default: anything. */
  readonly budget?: Budget | undefined;
}

/**
 * The hosts that an expression and the job's own masks let in, for jobs that are kept on them by other means than a mask.
 * `planWarnings` tells what a person should know of them.
 *
 * @throws AfpoolsError `MASK_EMPTY` when no host is left; `MASK_UNREADABLE` as {@link planMask} does.
 */
export function planHosts(request: HostsRequest): Pick<MaskPlan, "hosts" | "online"> {
  return finish(planHostsInSteps(request));
}

/**
 * {@link planHosts} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* planHostsInSteps({
  resolution,
  farm,
  dialect = "3.4",
  userMasks = {},
  budget = unlimitedBudget(),
}: HostsRequest): Steps<Pick<MaskPlan, "hosts" | "online">> {
  const { reader } = yield* readUserMasks(userMasks, dialect, budget);
  const intended = yield* intendedHosts(resolution, reader, budget);
  // Only a mask cannot hold every name.
  const hosts = [...intended.hosts, ...intended.unmaskable];
  if (hosts.length === 0) throw nobodyLeft(resolution, intended, farm);
  return { hosts, online: onlineCount(hosts, farm) };
}

/** How many of `hosts`, named as the farm spells them, are online; `null` when the farm is not known. */
export function onlineCount(hosts: readonly string[], farm: Farm | undefined): number | null {
  if (!farm) return null;
  return hosts.filter((name) => farm.find(name).some((host) => host.online && host.name === name)).length;
}

/** The expression with its pools by their names: programs name pools by their ids, which nobody knows. */
export function shownExpression({ expression, pools }: Resolution): string {
  const names = new Map(pools.map(({ id, name }) => [id, name]));
  return formatExpression(renamePools(parseExpression(expression), (name) => names.get(name) ?? name));
}

/** `MASK_EMPTY`: why no host may render the job. */
export function nobodyLeft(
  resolution: Resolution,
  { unmaskable }: IntendedHosts,
  farm: Farm | undefined,
): AfpoolsError {
  const expression = JSON.stringify(shownExpression(resolution));
  const reason =
    resolution.hosts.length === 0
      ? resolution.unknown.length > 0
        ? `of ${resolution.unknown.length} hosts it is not known whether they are in ${expression}: "afpools explain" tells of which what is missing`
        : resolution.removed.length > 0
          ? `the expression ${expression} takes out all ${resolution.removed.length} hosts that it takes in`
          : `the expression ${expression} means no host${farm ? "" : "; the farm's hosts are not known, so its rules match none, and no facts are known"}`
      : unmaskable.length > 0
        ? `the names of the hosts of ${expression} that the job's own masks let in cannot stand in a mask`
        : `the job's own masks let in none of the ${resolution.hosts.length} hosts of ${expression}`;
  return new AfpoolsError(
    "MASK_EMPTY",
    `No host may render the job: ${reason}. Add hosts to the pool, choose another one, or change the job's own masks.`,
    { details: { expression: resolution.expression, hosts: resolution.hosts.length, unmaskable } },
  );
}
