import type { Release } from "@afpools/afanasy";
import { planPoolInSteps } from "@afpools/afanasy/internal";
import {
  AfpoolsError,
  type FarmSource,
  type LivePools,
  type MaskDialect,
  type MaskPlan,
  type MaskType,
} from "@afpools/core";
import {
  Budget,
  defaultCosts,
  type ExplainedHost,
  explainExpressionInSteps,
  planMaskInSteps,
  resolveInSteps,
  type Steps,
} from "@afpools/core/internal";
import type { CommandArgs } from "@afpools/protocol";
import type { Asker } from "../work/asker.js";
import type { RequestWork } from "../work/request-work.js";
import { poolsNow } from "./pools-now.js";

/** How jobs are kept on pools, and what is known of them. */
export interface JobSettings {
  /** Where nothing else is asked for. */
  readonly enforcement: "mask" | "property";
  /** Does this server keep renders' properties, so that a job can go by them? */
  readonly keepsProperties: boolean;
  /** What afserver does; nothing while that is not known. */
  readonly release?: () => Release | undefined;
  /** The paths of Afanasy's own pools. */
  readonly nativePools?: () => readonly string[];
  /** How long pool expressions may be, in characters. Default: as long as can be read. */
  readonly maxExpression?: () => number;
  /** The type of masks that jobs of this user have where they say none. */
  readonly userMaskType?: (userName: string | undefined) => MaskType | undefined;
}

export interface PlannerOptions {
  readonly live: LivePools;
  readonly farm: FarmSource | undefined;
  /** For requests that ask for `auto`. */
  readonly dialect: () => MaskDialect;
  readonly jobs: JobSettings;
  /** Where plans are worked out. */
  readonly work: RequestWork;
}

/** Plans masks and jobs on the pools and the farm as they are now. Whoever asks, by whatever protocol, gets the same. */
export class Planner {
  readonly #options: PlannerOptions;

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  get jobs(): JobSettings {
    return this.#options.jobs;
  }

  get dialect(): MaskDialect {
    return this.#options.dialect();
  }

  /**
   * @throws AfpoolsError what `resolveExpression` and `planMask` throw; what `RequestWork` throws; `REQUEST_TOO_COSTLY`,
   * `STORE_UNAVAILABLE`
   */
  async mask({ expression, ...request }: CommandArgs<"GET MASK">, asker: Asker): Promise<MaskPlan> {
    const { jobs, work } = this.#options;
    assertLength(expression, jobs);
    const basis = () => this.#basis();
    const asked = this.#maskRequest(request);
    const plan = function* (): Steps<MaskPlan> {
      const { pools, farm } = basis();
      const budget = new Budget(defaultCosts);
      const resolution = yield* resolveInSteps(expression, { pools, farm, budget });
      return yield* planMaskInSteps({ resolution, farm, budget, ...asked });
    };
    return work.steps(plan, asker);
  }

  /** @throws AfpoolsError what `explainExpression` and `RequestWork` throw; `REQUEST_TOO_COSTLY`, `STORE_UNAVAILABLE` */
  async explain(
    { expression, ...request }: CommandArgs<"GET MASK">,
    asker: Asker,
  ): Promise<{
    readonly plan: MaskPlan | null;
    readonly hosts: readonly ExplainedHost[];
  }> {
    const { jobs, work } = this.#options;
    assertLength(expression, jobs);
    const asked = { expression, ...this.#maskRequest(request) };
    return work.steps(
      () => explainExpressionInSteps({ ...asked, ...this.#basis(), budget: new Budget(defaultCosts) }),
      asker,
    );
  }

  /**
   * @param within where the request holds these arguments, for the error that names one: `args.`
   * @throws AfpoolsError what `planPool` and `RequestWork` throw; `INVALID_ARGUMENT`, `REQUEST_TOO_COSTLY`, `STORE_UNAVAILABLE`
   */
  async job({ expression, job, ...request }: CommandArgs<"PLAN JOB">, asker: Asker, within = "") {
    const { jobs, dialect, work } = this.#options;
    assertLength(expression, jobs);
    assertKept(jobs, request.enforcement, within);
    const { user_name, ...fields } = job;
    const asked = { ...request, userMaskType: jobs.userMaskType?.(user_name) };
    const planned = () => {
      const context = {
        ...this.#basis(),
        dialect: dialect(),
        release: jobs.release?.(),
        enforcement: enforcementOf(jobs),
        nativePools: jobs.nativePools?.(),
      };
      return planPoolInSteps(fields, expression, context, asked);
    };
    const { change, plan } = await work.steps(planned, asker);
    const { fields: _, ...told } = plan;
    return { change, plan: told };
  }

  #basis() {
    const { live, farm } = this.#options;
    return { pools: poolsNow(live).pools, farm: farm?.current() };
  }

  #maskRequest({ masks, dialect = "auto", form }: Omit<CommandArgs<"GET MASK">, "expression">) {
    return {
      dialect: dialect === "auto" ? this.#options.dialect() : dialect,
      ...(masks && { userMasks: masks }),
      ...(form && { form }),
    };
  }
}

/** @throws AfpoolsError `REQUEST_TOO_COSTLY` for an expression that is longer than the setting `limits.expression`. */
export function assertLength(expression: string, { maxExpression }: JobSettings): void {
  const limit = maxExpression?.();
  if (limit === undefined || expression.length <= limit) return;
  throw new AfpoolsError(
    "REQUEST_TOO_COSTLY",
    `The pool expression has ${expression.length} characters, and may have ${limit} (the setting limits.expression). Put hosts into a pool and name that.`,
    { details: { cost: "expression", limit, setting: "limits.expression" } },
  );
}

/** How a job is kept on its pool where nothing else is asked for, and where that can be done. */
export function enforcementOf({ keepsProperties, enforcement }: JobSettings): "mask" | "property" {
  return keepsProperties ? enforcement : "mask";
}

/**
 * @param within where the request holds the enforcement, for the error: `args.`
 * @throws AfpoolsError `INVALID_ARGUMENT` when properties are asked for and this server keeps none.
 */
export function assertKept(
  { keepsProperties }: JobSettings,
  enforcement: "mask" | "property" | undefined,
  within = "",
): void {
  if (enforcement !== "property" || keepsProperties) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    'This server keeps no properties of renders: it has no afserver, or "jobs.follow" is off. Ask for a mask.',
    { details: { field: `${within}enforcement` } },
  );
}
