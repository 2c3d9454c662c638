import type { JobMasks, MaskDialect, MaskForm, MaskPlan, Pools } from "@afpools/core";

export interface PlanRequest {
  readonly expression: string;
  readonly masks?: JobMasks;
  readonly dialect?: MaskDialect;
  readonly form?: MaskForm;
  /** A file that lists the farm, for a plan without an afserver. */
  readonly farmFile?: string;
}

/** A way to the pools: the store itself, or a server. */
export interface Access {
  readonly pools: Pools;
  plan(request: PlanRequest): Promise<MaskPlan>;
  close(): Promise<void>;
}
