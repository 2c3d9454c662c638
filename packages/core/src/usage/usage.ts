/** What is added up of a pool, or of the farm, over the samples of a span of time. Whole numbers. */
export interface UsageSums {
  /** How many samples were added up. */
  readonly samples: number;
  /** Hosts in each group, added up over the samples. */
  readonly free: number;
  readonly busy: number;
  readonly held: number;
  readonly offline: number;
  /** Jobs that are ready and render nothing, and tasks that are ready, added up over the samples. */
  readonly jobsWaiting: number;
  readonly tasksWaiting: number;
  /** Jobs whose first task began within the span. */
  readonly jobsStarted: number;
  /** How long these jobs had waited for it, all together, in seconds. */
  readonly secondsWaited: number;
}

/** The names of the sums, in the order in which stores keep them. */
const usageSums = [
  "samples",
  "free",
  "busy",
  "held",
  "offline",
  "jobsWaiting",
  "tasksWaiting",
  "jobsStarted",
  "secondsWaited",
] as const satisfies readonly (keyof UsageSums)[];

/** The same as numbers in the order of {@link usageSums}. */
export function sumsToNumbers(sums: UsageSums): number[] {
  return usageSums.map((name) => sums[name]);
}

export function sumsOfNumbers(numbers: readonly number[]): UsageSums {
  const [samples = 0, free = 0, busy = 0, held = 0, offline = 0, ...others] = numbers;
  const [jobsWaiting = 0, tasksWaiting = 0, jobsStarted = 0, secondsWaited = 0] = others;
  return { samples, free, busy, held, offline, jobsWaiting, tasksWaiting, jobsStarted, secondsWaited };
}

/** The sums of pools by the pools' ids, and of the farm. */
export interface UsageOfAll {
  readonly farm: UsageSums;
  readonly pools: ReadonlyMap<string, UsageSums>;
}

/** Both added up. A pool that only one of them has keeps its sums. */
export function addUsage(one: UsageOfAll, other: UsageOfAll): UsageOfAll {
  const pools = new Map(one.pools);
  for (const [id, sums] of other.pools) {
    const before = pools.get(id);
    pools.set(id, before ? addSums(before, sums) : sums);
  }
  return { farm: addSums(one.farm, other.farm), pools };
}

function addSums(one: UsageSums, other: UsageSums): UsageSums {
  return {
    samples: one.samples + other.samples,
    free: one.free + other.free,
    busy: one.busy + other.busy,
    held: one.held + other.held,
    offline: one.offline + other.offline,
    jobsWaiting: one.jobsWaiting + other.jobsWaiting,
    tasksWaiting: one.tasksWaiting + other.tasksWaiting,
    jobsStarted: one.jobsStarted + other.jobsStarted,
    secondsWaited: one.secondsWaited + other.secondsWaited,
  };
}

/** What people are told of a span: means over it, but for the number of jobs that started. */
export interface UsageMeans {
  readonly free: number;
  readonly busy: number;
  readonly held: number;
  readonly offline: number;
  readonly jobsWaiting: number;
  readonly tasksWaiting: number;
  readonly jobsStarted: number;
  /** How long a job waited for its first task, in seconds; null where none started. */
  readonly wait: number | null;
}

/** @param sums of one sample or more */
export function usageMeans(sums: UsageSums): UsageMeans {
  const mean = (sum: number) => Math.round((sum / sums.samples) * 100) / 100;
  return {
    free: mean(sums.free),
    busy: mean(sums.busy),
    held: mean(sums.held),
    offline: mean(sums.offline),
    jobsWaiting: mean(sums.jobsWaiting),
    tasksWaiting: mean(sums.tasksWaiting),
    jobsStarted: sums.jobsStarted,
    wait: sums.jobsStarted === 0 ? null : Math.round(sums.secondsWaited / sums.jobsStarted),
  };
}
