import {
  type Afserver,
  editImpact,
  readFarmSide,
  readPooledJobs,
  type TouchedJob,
  touchedJob,
} from "@afpools/afanasy";
import { type Pool, type PoolWrite, poolsAfter } from "@afpools/core";

/** What these writes, tried and not done, would do to the jobs of `afserver`. */
export async function touchedJobs(
  afserver: Afserver,
  pools: readonly Pool[],
  writes: readonly PoolWrite[],
): Promise<readonly TouchedJob[]> {
  const [jobs, { farm, dialect, nativePools }] = await Promise.all([
    readPooledJobs(afserver),
    readFarmSide(afserver),
  ]);
  const context = { pools, farm, dialect, nativePools: nativePools.map(({ name }) => name) };
  return editImpact(jobs, context, poolsAfter(pools, writes)).map(touchedJob);
}
