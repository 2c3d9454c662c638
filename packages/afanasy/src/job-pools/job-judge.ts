import { type Farm, formatExpression, type PoolExpression, parseExpression } from "@afpools/core";
import { type JobStanding, judgeJob } from "./judge-job.js";
import { type JobFieldsPlan, type JobPlanner, type PoolContext, planJobFields } from "./plan-job.js";
import type { PooledJob } from "./pooled-job.js";

/** How many plans are kept before all are forgotten. */
const maxPlans = 5_000;

/** What a result was worked out from. The same values give the same result. */
type Basis = readonly unknown[];

interface Judged {
  readonly pooled: PooledJob;
  readonly basis: Basis;
  readonly standing: JobStanding;
}

interface Planned {
  readonly basis: Basis;
  readonly result: { readonly plan: JobFieldsPlan } | { readonly error: unknown };
}

/**
 * Judges jobs again and again as their pools and the farm change, and works out anew only what those changes touch: the plan
 * that many jobs share once for all of them. Which hosts are online does not matter to it, so the counts of its plans are
 * those of when they were made.
 */
export class JobJudge {
  readonly #judged = new Map<number, Judged>();
  readonly #plans = new Map<string, Planned>();
  readonly #farmKeys = new WeakMap<Farm, string>();

  judge(pooled: PooledJob, context: PoolContext): JobStanding {
    const { serial } = pooled.job;
    const basis = this.#basisOf(
      parseExpression(pooled.tag.expression),
      Object.values(pooled.tag.pools),
      context,
    );
    const known = this.#judged.get(serial);
    if (known && known.pooled === pooled && isSame(known.basis, basis)) return known.standing;
    const standing = judgeJob(pooled.fields, pooled.tag, context, this.#plan);
    this.#judged.set(serial, { pooled, basis, standing });
    return standing;
  }

  /** Forgets all jobs but these. */
  retain(serials: ReadonlySet<number>): void {
    for (const serial of this.#judged.keys()) if (!serials.has(serial)) this.#judged.delete(serial);
  }

  readonly #plan: JobPlanner = (expression, own, request, context) => {
    const tree = typeof expression === "string" ? parseExpression(expression) : expression;
    const key = JSON.stringify([formatExpression(tree), own, request]);
    const basis = this.#basisOf(tree, [], context);
    const known = this.#plans.get(key);
    const result =
      known && isSame(known.basis, basis)
        ? known.result
        : attempt(() => planJobFields(tree, own, request, context));
    if (this.#plans.size > maxPlans) this.#plans.clear();
    this.#plans.set(key, { basis, result });
    if ("error" in result) throw result.error;
    return result.plan;
  };

  #basisOf(expression: PoolExpression, ids: readonly string[], context: PoolContext): Basis {
    const { pools, farm, dialect, release, enforcement, nativePools } = context;
    const byId = ids.map((id) => pools.find((pool) => pool.id === id));
    // Patterns are compared with the members of all pools; names can be anybody's.
    const named = ids.length > 0 && !hasPattern(expression) ? byId : [pools];
    return [dialect, release, enforcement, farm && this.#keyOf(farm), nativePools?.join(" "), ...named];
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
