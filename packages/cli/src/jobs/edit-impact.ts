import {
  type Afserver,
  editImpact,
  poolContext,
  readFarmSide,
  readPooledJobs,
  type TouchedJob,
  touchedJob,
} from "@afpools/afanasy";
import { type Pool, type PoolWrite, poolsAfter, type RecallFacts } from "@afpools/core";

/** What these writes, tried and not done, would do to the jobs of `afserver`. */
export async function touchedJobs(
  afserver: Afserver,
  pools: readonly Pool[],
  writes: readonly PoolWrite[],
  recall: RecallFacts,
): Promise<readonly TouchedJob[]> {
  const [jobs, side] = await Promise.all([readPooledJobs(afserver), readFarmSide(afserver, { recall })]);
  return editImpact(jobs, poolContext(pools, side), poolsAfter(pools, writes)).map(touchedJob);
}
