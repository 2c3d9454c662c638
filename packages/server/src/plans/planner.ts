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
  inTurns,
  planMaskInSteps,
  resolveInSteps,
  type Steps,
} from "@afpools/core/internal";
import type { CommandArgs } from "@afpools/protocol";
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
}

/** Plans masks and jobs on the pools and the farm as they are now. Whoever asks, by whatever protocol, gets the same. */
export class Planner {
  readonly #options: PlannerOptions;
  readonly #closing = new AbortController();

  constructor(options: PlannerOptions) {
    this.#options = options;
  }

  /** Gives up what is still planned: nobody waits for it any more. */
  close(): void {
    this.#closing.abort(new AfpoolsError("SERVER_CLOSING", "The server is shutting down. Connect again."));
  }

  get jobs(): JobSettings {
    return this.#options.jobs;
  }

  get dialect(): MaskDialect {
    return this.#options.dialect();
  }

  /** @throws AfpoolsError what `resolveExpression` and `planMask` throw; `REQUEST_TOO_COSTLY`, `STORE_UNAVAILABLE` */
  async mask({ expression, ...request }: CommandArgs<"GET MASK">): Promise<MaskPlan> {
    assertLength(expression, this.#options.jobs);
    const { pools, farm } = this.#basis();
    const budget = new Budget(defaultCosts);
    const asked = this.#maskRequest(request);
    return this.#inTurns(
      (function* (): Steps<MaskPlan> {
        const resolution = yield* resolveInSteps(expression, { pools, farm, budget });
        return yield* planMaskInSteps({ resolution, farm, budget, ...asked });
      })(),
    );
  }

  /** @throws AfpoolsError what `explainExpression` throws; `REQUEST_TOO_COSTLY`, `STORE_UNAVAILABLE` */
  async explain({ expression, ...request }: CommandArgs<"GET MASK">): Promise<{
    readonly plan: MaskPlan | null;
    readonly hosts: readonly ExplainedHost[];
  }> {
    assertLength(expression, this.#options.jobs);
    const budget = new Budget(defaultCosts);
    const asked = { expression, budget, ...this.#basis(), ...this.#maskRequest(request) };
    return this.#inTurns(explainExpressionInSteps(asked));
  }

  /**
   * @param within where the request holds these arguments, for the error that names one: `args.`
   * @throws AfpoolsError what `planPool` throws; `INVALID_ARGUMENT`, `REQUEST_TOO_COSTLY`, `STORE_UNAVAILABLE`
   */
  async job({ expression, job, ...request }: CommandArgs<"PLAN JOB">, within = "") {
    const { jobs, dialect } = this.#options;
    assertLength(expression, jobs);
    assertKept(jobs, request.enforcement, within);
    const { user_name, ...fields } = job;
    const context = {
      ...this.#basis(),
      dialect: dialect(),
      release: jobs.release?.(),
      enforcement: enforcementOf(jobs),
      nativePools: jobs.nativePools?.(),
    };
    const asked = { ...request, userMaskType: jobs.userMaskType?.(user_name) };
    const { change, plan } = await this.#inTurns(planPoolInSteps(fields, expression, context, asked));
    const { fields: _, ...told } = plan;
    return { change, plan: told };
  }

  #inTurns<T>(steps: Steps<T>): Promise<T> {
    return inTurns(steps, this.#closing.signal);
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
