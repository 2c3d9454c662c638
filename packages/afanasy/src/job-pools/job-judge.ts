import {
  type Farm,
  formatExpression,
  type Pool,
  type PoolExpression,
  parseExpression,
  type Resolution,
  toAfpoolsError,
} from "@afpools/core";
import { ExpressionInputs, finderOf } from "@afpools/core/internal";
import { nativePathsOf } from "./enforcement.js";
import { type JobStatus, judgeJob } from "./judge-job.js";
import {
  type JobFieldsPlan,
  type JobPlanner,
  type PoolContext,
  type PoolRequest,
  planJobFields,
} from "./plan-job.js";
import type { PoolTag } from "./pool-tag.js";
import type { PooledJob } from "./pooled-job.js";

/** How many plans and expressions are kept before all are forgotten. */
const maxKept = 5_000;
/** How many expressions' hosts are kept before all are forgotten: a pool may have thousands. */
const maxResolutions = 64;

/** What a result was worked out from. The same values give the same result. */
type Basis = readonly unknown[];

/** Pools, farm and afserver as they were at one moment, and what of them concerns every plan. */
interface Situation {
  readonly pools: readonly Pool[];
  readonly farm: Farm | undefined;
  readonly byId: ReadonlyMap<string, Pool>;
  readonly common: Basis;
  /** Jobs on one expression with masks of their own have plans of their own, for the same hosts. */
  readonly resolutions: Map<string, Resolution>;
}

/** An expression of jobs or of plans, and what it was worked out from when it was looked at last. */
interface View {
  readonly expression: PoolExpression;
  readonly form: PoolRequest["form"];
  readonly poolOf: (name: string, situation: Situation) => Pool | undefined;
  situation?: Situation;
  /** Of the inputs, when it was looked at last. */
  generation?: number;
  basis?: Basis;
}

/** What jobs that are alike got. */
interface Status {
  readonly basis: Basis;
  readonly status: JobStatus;
}

interface Judged extends Status {
  readonly pooled: PooledJob;
}

interface Planned {
  readonly basis: Basis;
  readonly result: { readonly plan: JobFieldsPlan } | { readonly error: unknown };
}

/**
 * Judges jobs again and again as their pools and the farm change, and works out anew only what those changes touch: what a
 * change concerns is found once for each expression, and a plan that many jobs share is made once. Which hosts are online does
 * not matter to it, so the counts of its plans are those of when they were made.
 */
export class JobJudge {
  readonly #judged = new Map<number, Judged>();
  /** By what a pool may touch of jobs: many differ in nothing of that. */
  readonly #alike = new Map<string, Status>();
  readonly #plans = new Map<string, Planned>();
  readonly #views = new Map<string, View>();
  #viewsOfTags = new WeakMap<PoolTag, View>();
  readonly #inputs = new ExpressionInputs();
  readonly #farmKeys = new WeakMap<Farm, string>();
  readonly #planner: JobPlanner;
  #context: PoolContext | undefined;
  #situation: Situation | undefined;

  /** @param planner whose results are kept. */
  constructor(planner: JobPlanner = planJobFields) {
    this.#planner = planner;
  }

  /** What cannot be judged is stuck: one job does not keep those behind it from being judged. */
  judge(pooled: PooledJob, context: PoolContext): JobStatus {
    try {
      return this.#judge(pooled, context);
    } catch (cause) {
      return { kind: "stuck", error: toAfpoolsError(cause) };
    }
  }

  #judge(pooled: PooledJob, context: PoolContext): JobStatus {
    const { serial } = pooled.job;
    const basis = this.#basisOf(this.#viewOf(pooled.tag), this.#situationOf(context));
    const known = this.#judged.get(serial);
    if (known && known.pooled === pooled && known.basis === basis) return known.status;
    const status = this.#statusOf(pooled, basis, context);
    this.#judged.set(serial, { pooled, basis, status });
    return status;
  }

  #statusOf(pooled: PooledJob, basis: Basis, context: PoolContext): JobStatus {
    const key = JSON.stringify(pooled.fields);
    const known = this.#alike.get(key);
    if (known?.basis === basis) return known.status;
    const status = judgeJob(pooled.fields, pooled.tag, context, this.#plan);
    if (this.#alike.size > maxKept) this.#alike.clear();
    this.#alike.set(key, { basis, status });
    return status;
  }

  /** Forgets all jobs but these. */
  retain(serials: ReadonlySet<number>): void {
    const { size } = this.#judged;
    for (const serial of this.#judged.keys()) if (!serials.has(serial)) this.#judged.delete(serial);
    if (this.#judged.size < size) this.#alike.clear();
  }

  readonly #plan: JobPlanner = (expression, own, request, context) => {
    const tree = typeof expression === "string" ? parseExpression(expression) : expression;
    const text = formatExpression(tree);
    const { form } = request;
    const view = this.#viewAt(JSON.stringify([text, form]), () => ({
      expression: tree,
      form,
      poolOf: (name, { pools }) => finderOf(pools).find(name),
    }));
    const situation = this.#situationOf(context);
    const { resolutions } = situation;
    const basis = this.#basisOf(view, situation);
    const key = JSON.stringify([text, own, request]);
    const known = this.#plans.get(key);
    if (resolutions.size > maxResolutions) resolutions.clear();
    const result =
      known?.basis === basis
        ? known.result
        : attempt(() => this.#planner(tree, own, request, { ...context, resolutions }));
    if (this.#plans.size > maxKept) this.#plans.clear();
    this.#plans.set(key, { basis, result });
    if ("error" in result) throw result.error;
    return result.plan;
  };

  /** Jobs with the same expression, naming the same pools, share one. */
  #viewOf(tag: PoolTag): View {
    const known = this.#viewsOfTags.get(tag);
    if (known) return known;
    const { expression, pools, form } = tag;
    const view = this.#viewAt(JSON.stringify([expression, form, Object.entries(pools)]), () => ({
      expression: parseExpression(expression),
      form,
      poolOf: (name, { byId }) => byId.get(pools[name] ?? ""),
    }));
    this.#viewsOfTags.set(tag, view);
    return view;
  }

  #viewAt(key: string, make: () => View): View {
    const known = this.#views.get(key);
    if (known) return known;
    if (this.#views.size > maxKept) {
      this.#views.clear();
      this.#viewsOfTags = new WeakMap();
    }
    const view = make();
    this.#views.set(key, view);
    return view;
  }

  /** The same array as before where nothing in it has changed. */
  #basisOf(view: View, situation: Situation): Basis {
    if (view.situation === situation && view.basis) return view.basis;
    const { pools, farm, common } = situation;
    const { expression, form = "include", situation: before } = view;
    const generation = this.#inputs.generation(farm);
    const isUntouched =
      form === "include" &&
      generation === view.generation &&
      before?.pools === pools &&
      before.common === common;
    view.situation = situation;
    view.generation = generation;
    if (view.basis && isUntouched) return view.basis;
    const basis = [
      ...common,
      ...this.#inputs.of(expression, pools, farm, (name) => view.poolOf(name, situation)),
      // All other forms name the hosts that are not meant.
      form !== "include" && farm && this.#keyOf(farm),
    ];
    if (!view.basis || !isSame(view.basis, basis)) view.basis = basis;
    return view.basis;
  }

  /** The same as before where nothing that matters has changed. */
  #situationOf(context: PoolContext): Situation {
    if (this.#situation && this.#context === context) return this.#situation;
    this.#context = context;
    const { pools, farm, dialect, release, enforcement, nativePools } = context;
    const paths = [...(nativePools ?? nativePathsOf(farm))].join(" ");
    const known = this.#situation;
    const now = [dialect, release, enforcement, paths];
    const common = known && isSame(known.common, now) ? known.common : now;
    if (known?.pools === pools && known.farm === farm && known.common === common) return known;
    const byId = new Map(pools.map((pool) => [pool.id, pool]));
    this.#situation = { pools, farm, byId, common, resolutions: new Map() };
    return this.#situation;
  }

  #keyOf(farm: Farm): string {
    const known = this.#farmKeys.get(farm);
    if (known !== undefined) return known;
    const key = farm.hosts.map(({ name, nativePool = "" }) => `${name} ${nativePool}`).join("\n");
    this.#farmKeys.set(farm, key);
    return key;
  }
}

/** Does it hold a pattern with `*` or `?`, which can mean anybody? */
export function hasPattern(expression: PoolExpression): boolean {
  switch (expression.kind) {
    case "pool":
    case "native":
    case "fact":
      return false;
    case "hosts":
      return /[*?]/.test(expression.pattern);
    default:
      return hasPattern(expression.left) || hasPattern(expression.right);
  }
}

function attempt(work: () => JobFieldsPlan): Planned["result"] {
  try {
    return { plan: work() };
  } catch (error) {
    return { error };
  }
}

function isSame(a: Basis, b: Basis): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}
