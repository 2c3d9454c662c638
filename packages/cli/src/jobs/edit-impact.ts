import {
  type Afserver,
  editImpact,
  type JobImpact,
  poolContext,
  readFarmSide,
  readPooledJobs,
} from "@afpools/afanasy";
import type { Pool, PoolWrite } from "@afpools/core";

/** A job that an edit of pools would give other hosts, or leave without. */
export interface TouchedJob {
  readonly id: number;
  readonly serial: number;
  readonly name: string;
  readonly user: string;
  /** Its pool expression as it was put on. */
  readonly pool: string;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** `following`, or what it would be: `empty` has no host left and waits, `orphan` keeps its last mask. */
  readonly standing: JobImpact["after"]["kind"];
}

/** What these writes, tried and not done, would do to the jobs of `afserver`. */
export async function touchedJobs(
  afserver: Afserver,
  pools: readonly Pool[],
  writes: readonly PoolWrite[],
): Promise<readonly TouchedJob[]> {
  const [jobs, side] = await Promise.all([readPooledJobs(afserver), readFarmSide(afserver)]);
  return editImpact(jobs, poolContext(pools, side), poolsAfter(pools, writes)).map(
    ({ pooled, after, gained, lost }) => {
      const { id, serial, name, user_name: user = "" } = pooled.job;
      return { id, serial, name, user, pool: pooled.tag.expression, gained, lost, standing: after.kind };
    },
  );
}

function poolsAfter(pools: readonly Pool[], writes: readonly PoolWrite[]): readonly Pool[] {
  return writes.reduce((now, { pool, change }) => {
    if (!change) return now;
    const others = now.filter(({ id }) => id !== change.poolId);
    return pool ? [...others, pool] : others;
  }, pools);
}
