import {
  type Farm,
  formatExpression,
  type HostsRequest,
  type JobMasks,
  type MaskDialect,
  type MaskForm,
  type MaskPlan,
  type MaskWarning,
  type PlannedFields,
  type Pool,
  type PoolExpression,
  parseExpression,
  type Resolution,
} from "@afpools/core";
import {
  Budget,
  defaultCosts,
  finish,
  planFieldsInSteps,
  planHostsInSteps,
  planWarningsInSteps,
  resolveInSteps,
  type Steps,
} from "@afpools/core/internal";
import type { FarmSide } from "../farm/farm-side.js";
import type { Release } from "../releases/release.js";
import { byNativePool, byProperties, nativePathsOf, type OtherMeans } from "./enforcement.js";
import { withMark } from "./pool-mark.js";
import type { Enforcement } from "./pool-tag.js";

/** What a job's pool is worked out from. */
export interface PoolContext {
  readonly pools: readonly Pool[];
  /** The hosts that afserver knows. */
  readonly farm?: Farm | undefined;
  /** How afserver reads masks. Default `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /** What afserver does. Default the newest that is known. */
  readonly release?: Release | undefined;
  /** How jobs are kept on their pools where nothing else is asked for. Default `mask`. */
  readonly enforcement?: "mask" | "property" | undefined;
  /** The paths of all of Afanasy's own pools. Default: of those that have hosts. */
  readonly nativePools?: readonly string[] | undefined;
  /** What expressions mean on these pools and this farm, by their text: to be kept by who plans many jobs. */
  readonly resolutions?: Map<string, Resolution> | undefined;
  /** What may be spent in all. Default: {@link defaultCosts} for each plan. */
  readonly budget?: Budget | undefined;
}

/** What jobs are planned from on a farm as it was read. */
export function poolContext(
  pools: readonly Pool[],
  { farm, dialect, release, nativePools }: FarmSide,
): PoolContext {
  return { pools, farm, dialect, release, nativePools: nativePools.map(({ name }) => name) };
}

export interface PoolRequest {
  /** `property` needs somebody who keeps the renders' properties, as the Pool Server does. Default: the context's. */
  readonly enforcement?: "mask" | "property" | undefined;
  /** How masks say the set of hosts. Default `include`. */
  readonly form?: MaskForm | undefined;
}

/** What the job says itself on where it renders. */
export interface OwnRestrictions {
  readonly masks: JobMasks;
  readonly need_properties: string;
  readonly pools: Readonly<Record<string, number>>;
}

/** What a job gets for a pool expression: members to write, whom they let in, and why. */
export interface JobPlan extends Pick<MaskPlan, "hosts" | "online" | "exact" | "why" | "warnings"> {
  readonly enforcement: Enforcement;
  /** Of `mask` alone. */
  readonly form?: MaskForm;
  /** To be written on the job, all of them. */
  readonly fields: JobMasks & {
    readonly need_properties?: string;
    readonly pools?: Readonly<Record<string, number>>;
  };
}

/** A plan without what only a person asks for. */
export type JobFieldsPlan = Omit<JobPlan, "warnings">;

/** {@link planJob}, {@link planJobFields}, or what knows their results. */
export type JobPlanner<P extends JobFieldsPlan = JobFieldsPlan> = (
  expression: string | PoolExpression,
  own: OwnRestrictions,
  request: PoolRequest,
  context: PoolContext,
) => P;

/**
 * Plans how a job is kept on an expression. An expression that the asked way cannot say is said by a mask, with the warning
 * `MASK_INSTEAD`.
 *
 * @throws AfpoolsError `INVALID_EXPRESSION`, `POOL_NOT_FOUND`, `POOL_CYCLE`, what `planMask` throws, and `REQUEST_TOO_COSTLY`.
 */
export const planJob: JobPlanner<JobPlan> = (...asked) => finish(planJobInSteps(...asked));

/**
 * {@link planJob} in steps.
 *
 * @throws AfpoolsError the same.
 */
export function* planJobInSteps(...asked: Parameters<JobPlanner>): Steps<JobPlan> {
  const { plan, basis, masks, whyMask } = yield* workOut(...asked);
  const instead: readonly MaskWarning[] =
    whyMask === undefined
      ? []
      : [{ code: "MASK_INSTEAD", message: `A mask keeps the job on its pool: ${whyMask}.`, subjects: [] }];
  const { hosts, online, exact, why, ...rest } = plan;
  const warnings = [...instead, ...(yield* planWarningsInSteps(basis, masks))];
  return { hosts, online, exact, why, warnings, ...rest };
}

/** The same without the warnings, which take longer than the plan on a large farm: for programs that plan again and again. */
export const planJobFields: JobPlanner = (...asked) => finish(workOut(...asked)).plan;

/** What a plan is, and what its warnings are worked out from. */
interface WorkedOut {
  readonly plan: JobFieldsPlan;
  readonly basis: HostsRequest;
  /** Of `mask` alone. */
  readonly masks?: PlannedFields;
  /** Why it is a mask though something else was asked for. */
  readonly whyMask?: string;
}

function* workOut(...[expression, own, request, context]: Parameters<JobPlanner>): Steps<WorkedOut> {
  const { farm, dialect = "3.4", budget = new Budget(defaultCosts) } = context;
  const resolution = yield* resolutionOf(expression, context, budget);
  const tree = typeof expression === "string" ? parseExpression(expression) : expression;
  const basis = { resolution, farm, dialect, userMasks: own.masks, budget };
  const other = otherMeans(tree, own, request, context);
  if (other && !("whyNot" in other)) {
    const enforcement = "pools" in other ? "native" : "property";
    const plan = {
      ...(yield* planHostsInSteps(basis)),
      enforcement,
      fields: other,
      exact: true,
      why: reasons[enforcement],
    } as const;
    return { plan, basis };
  }
  const masks = yield* planFieldsInSteps({ ...basis, form: request.form });
  const { fields, form, dialect: _, ...rest } = masks;
  return {
    plan: { ...rest, enforcement: "mask", form, fields: withMark(fields, form) },
    basis,
    masks,
    ...(other && { whyMask: other.whyNot }),
  };
}

function* resolutionOf(
  expression: string | PoolExpression,
  { pools, farm, resolutions }: PoolContext,
  budget: Budget,
): Steps<Resolution> {
  const key = typeof expression === "string" ? expression : formatExpression(expression);
  const known = resolutions?.get(key);
  if (known) return known;
  const resolution = yield* resolveInSteps(expression, { pools, farm, budget });
  resolutions?.set(key, resolution);
  return resolution;
}

const reasons = {
  property:
    "The job needs a property that the renders of these pools have. Who comes into a pool later renders the job as soon as its render has the property; the job's masks are untouched.",
  native:
    "The job is confined to one of Afanasy's own pools, which Afanasy keeps itself; the job's masks are untouched.",
};

function otherMeans(
  expression: PoolExpression,
  own: OwnRestrictions,
  { enforcement, form }: PoolRequest,
  context: PoolContext,
): OtherMeans | undefined {
  const isMaskAsked = enforcement === "mask" || form !== undefined;
  if (isMaskAsked) return undefined;
  const paths = context.nativePools ?? nativePathsOf(context.farm);
  const native = byNativePool(expression, paths, own.pools);
  if (native) return native;
  const isPropertyAsked = (enforcement ?? context.enforcement) === "property";
  if (!isPropertyAsked) return undefined;
  if (context.release?.hostFacts === "host") {
    return {
      whyNot: `afserver ${context.release.version} reads the properties of hosts from "farm.json" alone`,
    };
  }
  return byProperties(expression, context.pools, own.need_properties);
}
