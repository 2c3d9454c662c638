import { type Afserver, poolContext, readFarmSide, readPooledJobs } from "@afpools/afanasy";
import { editImpact, type TouchedJob, touchedJob } from "@afpools/afanasy/internal";
import type { Pool, PoolWrite, RecallFacts } from "@afpools/core";
import { poolsWithWrites } from "@afpools/core/internal";

/** What these writes, tried and not done, would do to the jobs of `afserver`. */
export async function touchedJobs(
  afserver: Afserver,
  pools: readonly Pool[],
  writes: readonly PoolWrite[],
  recall: RecallFacts,
): Promise<readonly TouchedJob[]> {
  const [jobs, side] = await Promise.all([readPooledJobs(afserver), readFarmSide(afserver, { recall })]);
  return editImpact(jobs, poolContext(pools, side), poolsWithWrites(pools, writes)).map(touchedJob);
}
