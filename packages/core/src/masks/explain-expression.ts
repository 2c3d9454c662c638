import { AfpoolsError } from "../errors.js";
import { resolveInSteps } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import type { Pool } from "../pools/pool.js";
import { type Budget, unlimitedBudget } from "../work/budget.js";
import { finish, type Steps } from "../work/steps.js";
import { type ExplainedHost, explainHostsInSteps } from "./explain-hosts.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import { type MaskRequest, planMaskInSteps } from "./plan-mask.js";

export interface ExpressionRequest {
  readonly expression: string;
  readonly pools: readonly Pool[];
  readonly farm?: Farm | undefined;
  readonly dialect?: MaskDialect | undefined;
  readonly form?: MaskForm | undefined;
  /** The masks that the job has from its user. */
  readonly userMasks?: JobMasks | undefined;
  /** What it may cost. Default: anything. */
  readonly budget?: Budget | undefined;
}

export interface ExplainedExpression {
  /** `null` where no host is left to plan for. */
  readonly plan: MaskPlan | null;
  readonly hosts: readonly ExplainedHost[];
}

/**
 * What an expression means: its mask, and for each host of the farm and of the expression whether it may render, and why. The
 * plan is `null` where no host is left to plan for, which is what somebody may want explained.
 *
 * @throws AfpoolsError as `resolveExpression`, `planMask` and `explainHosts` do, but for `MASK_EMPTY`.
 */
export function explainExpression(request: ExpressionRequest): ExplainedExpression {
  return finish(explainExpressionInSteps(request));
}

/**
 * {@link explainExpression} in steps.
 *
 * @throws AfpoolsError the same, and `REQUEST_TOO_COSTLY`.
 */
export function* explainExpressionInSteps(asked: ExpressionRequest): Steps<ExplainedExpression> {
  const { expression, pools, farm, budget = unlimitedBudget(), ...request } = asked;
  const resolution = yield* resolveInSteps(expression, { pools, farm, budget });
  const plan = yield* planIfAny({ resolution, farm, budget, ...request });
  const { dialect, userMasks } = request;
  const hosts = yield* explainHostsInSteps({
    resolution,
    farm,
    dialect,
    userMasks,
    plan: plan ?? undefined,
    budget,
  });
  return { plan, hosts };
}

function* planIfAny(request: MaskRequest): Steps<MaskPlan | null> {
  try {
    return yield* planMaskInSteps(request);
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_EMPTY") return null;
    throw error;
  }
}
