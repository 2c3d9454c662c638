import type { Job, Pool } from "@afpools/api/client";
import { namedPools, parseExpression } from "@afpools/core";
import { computed } from "@preact/signals";
import { pools, state } from "./live.js";

/** The unfinished jobs that are on pools. */
export const jobs = computed<readonly Job[]>(() => [...(state.value?.jobs.values() ?? [])]);

let lastPools: ReadonlyMap<number, string | null> = new Map();

/** The pool expression of each job by its serial; the same value until a job comes, goes or changes its pool. */
export const poolOfJob = computed<ReadonlyMap<number, string | null>>(() => {
  const { value } = jobs;
  const isSame =
    lastPools.size === value.length && value.every(({ serial, pool }) => lastPools.get(serial) === pool);
  if (!isSame) lastPools = new Map(value.map(({ serial, pool }) => [serial, pool]));
  return lastPools;
});

/** The unfinished jobs whose expression names the pool. */
export function jobsOnPool(pool: Pool): readonly Job[] {
  const key = pool.name.toLowerCase();
  return jobs.value.filter((job) => job.pool !== null && namesOf(job.pool).has(key));
}

/** How many unfinished jobs whose expression names a pool wait and render nothing, by the pool's id. */
export const waitingJobs = computed<ReadonlyMap<string, number>>(() => {
  const idOf = new Map(pools.value.map(({ id, name }) => [name.toLowerCase(), id]));
  const counts = new Map<string, number>();
  for (const { pool, state: flags } of jobs.value) {
    if (pool === null || !flags.includes("RDY") || flags.includes("RUN")) continue;
    for (const name of namesOf(pool)) {
      const id = idOf.get(name);
      if (id !== undefined) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
  }
  return counts;
});

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
