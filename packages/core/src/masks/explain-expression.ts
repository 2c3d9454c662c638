import { AfpoolsError } from "../errors.js";
import { resolveExpression } from "../expressions/resolve-expression.js";
import type { Farm } from "../farm/farm.js";
import type { Pool } from "../pools/pool.js";
import { type ExplainedHost, explainHosts } from "./explain-hosts.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskDialect, MaskForm, MaskPlan } from "./mask-plan.js";
import { planMask } from "./plan-mask.js";

export interface ExpressionRequest {
  readonly expression: string;
  readonly pools: readonly Pool[];
  readonly farm?: Farm | undefined;
  readonly dialect?: MaskDialect | undefined;
  readonly form?: MaskForm | undefined;
  /** The masks that the job has from its user. */
  readonly userMasks?: JobMasks | undefined;
}

/**
 * What an expression means: its mask, and for each host of the farm and of the expression whether it may render, and why. The
 * plan is `null` where no host is left to plan for, which is what somebody may want explained.
 *
 * @throws AfpoolsError as `resolveExpression`, `planMask` and `explainHosts` do, but for `MASK_EMPTY`.
 */
export function explainExpression({ expression, pools, farm, ...request }: ExpressionRequest): {
  readonly plan: MaskPlan | null;
  readonly hosts: readonly ExplainedHost[];
} {
  const { dialect, userMasks } = request;
  const resolution = resolveExpression(expression, pools, farm);
  const plan = planIfAny(() => planMask({ resolution, farm, ...request }));
  return { plan, hosts: explainHosts({ resolution, farm, dialect, userMasks, plan: plan ?? undefined }) };
}

function planIfAny(make: () => MaskPlan): MaskPlan | null {
  try {
    return make();
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_EMPTY") return null;
    throw error;
  }
}
