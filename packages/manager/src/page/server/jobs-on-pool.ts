import type { Job, Pool } from "@afpools/api/client";
import { namedPools, parseExpression } from "@afpools/core";
import { computed } from "@preact/signals";
import { state } from "./live.js";

/** The unfinished jobs that are on pools. */
export const jobs = computed<readonly Job[]>(() => [...(state.value?.jobs.values() ?? [])]);

/** The unfinished jobs whose expression names the pool. */
export function jobsOnPool(pool: Pool): readonly Job[] {
  const key = pool.name.toLowerCase();
  return jobs.value.filter((job) => job.pool !== null && namesOf(job.pool).has(key));
}

const known = new Map<string, ReadonlySet<string>>();

/** The names of an expression's pools in lower case; each expression is read once. */
function namesOf(expression: string): ReadonlySet<string> {
  const names = known.get(expression) ?? read(expression);
  known.set(expression, names);
  return names;
}

function read(expression: string): ReadonlySet<string> {
  try {
    return new Set(namedPools(parseExpression(expression)).map((name) => name.toLowerCase()));
  } catch {
    // A newer server may know expressions that this page cannot read.
    return new Set();
  }
}
