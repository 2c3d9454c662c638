import type { HostRow, JobPlan, PoolFieldsChange, PoolFieldsSource } from "@afpools/afanasy";
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

export interface PlanRequest {
  readonly expression: string;
  readonly masks: JobMasks;
  readonly dialect?: MaskDialect;
  readonly form?: MaskForm;
  /** A file that lists the farm, for a plan without an afserver. */
  readonly farmFile?: string;
}

/** What is planned for a job: where it is to render, and how it is kept there. */
export interface JobPlanRequest {
  readonly expression: string;
  readonly enforcement?: "mask" | "property";
  readonly form?: MaskForm;
  readonly restartStrays?: boolean;
  readonly job: PoolFieldsSource & { readonly user_name?: string };
}

interface PlannedJob {
  readonly change: PoolFieldsChange;
  readonly plan: Omit<JobPlan, "fields">;
}

/** A way to the pools: the store itself, or a server. */
export interface Access {
  readonly pools: Pools;
  /** The hosts that Afanasy knows; nothing where it cannot be asked. */
  farm(): Promise<Farm | undefined>;
  plan(request: PlanRequest): Promise<MaskPlan>;
  /** For each host of the farm and of the expression: may it render, and why. */
  explain(request: PlanRequest): Promise<readonly ExplainedHost[]>;
  planJob(request: JobPlanRequest): Promise<PlannedJob>;
  /** The hosts of the farm and of the pools, in natural order. */
  hosts(): Promise<readonly HostRow[]>;
  /** Calls `listener` with them now and after each change, until the returned function has ended that. */
  watchHosts(listener: (rows: readonly HostRow[]) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** What a plan is made from. */
export interface PlanBasis {
  readonly pools: readonly Pool[];
  readonly farm: Farm | undefined;
  readonly dialect: MaskDialect;
}
