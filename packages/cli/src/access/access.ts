import type {
  ExplainedHost,
  Farm,
  JobMasks,
  MaskDialect,
  MaskForm,
  MaskPlan,
  Pool,
  Pools,
} from "@afpools/core";
import { AfpoolsError, explainHosts, planMask, resolveExpression } from "@afpools/core";

export interface PlanRequest {
  readonly expression: string;
  readonly masks: JobMasks;
  readonly dialect?: MaskDialect;
  readonly form?: MaskForm;
  /** A file that lists the farm, for a plan without an afserver. */
  readonly farmFile?: string;
}

/** A way to the pools: the store itself, or a server. */
export interface Access {
  readonly pools: Pools;
  /** The hosts that Afanasy knows; nothing where it cannot be asked. */
  farm(): Promise<Farm | undefined>;
  plan(request: PlanRequest): Promise<MaskPlan>;
  /** For each host of the farm and of the expression: may it render, and why. */
  explain(request: PlanRequest): Promise<ExplainedHost[]>;
  close(): Promise<void>;
}

/** What a plan is made from. */
export interface PlanBasis {
  readonly pools: readonly Pool[];
  readonly farm: Farm | undefined;
  readonly dialect: MaskDialect;
}

export function planFrom(
  { expression, masks, form }: PlanRequest,
  { pools, farm, dialect }: PlanBasis,
): MaskPlan {
  const resolution = resolveExpression(expression, pools, farm);
  return planMask({ resolution, farm, form, dialect, userMasks: masks });
}

export function explainFrom(request: PlanRequest, basis: PlanBasis): ExplainedHost[] {
  const { expression, masks } = request;
  const { pools, farm, dialect } = basis;
  const resolution = resolveExpression(expression, pools, farm);
  return explainHosts({ resolution, farm, dialect, userMasks: masks, plan: planIfAny(request, basis) });
}

/** Nothing where no host is left to plan for: that is what somebody wants explained. */
function planIfAny(request: PlanRequest, basis: PlanBasis): MaskPlan | undefined {
  try {
    return planFrom(request, basis);
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "MASK_EMPTY") return undefined;
    throw error;
  }
}
