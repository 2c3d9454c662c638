import {
  type Afserver,
  type Job,
  jobReaches,
  poolContext,
  readFarmSide,
  readPooledJobs,
} from "@afpools/afanasy";
import {
  isUnfinished,
  JobJudge,
  type JobSummary,
  readSettingsSide,
  summarizeJob,
} from "@afpools/afanasy/internal";
import type { Pool, RecallFacts } from "@afpools/core";
import { jobNotFound } from "./job-not-found.js";

/** All jobs of an afserver in the order of their ids, with how they stand to `pools` now. */
export async function readJobs(
  afserver: Afserver,
  pools: readonly Pool[],
  recall: RecallFacts,
): Promise<readonly JobSummary[]> {
  const [jobs, onPools, side] = await Promise.all([
    afserver.jobs(),
    readPooledJobs(afserver),
    readFarmSide(afserver, { recall }),
  ]);
  const bySerial = new Map(onPools.map((pooled) => [pooled.job.serial, pooled]));
  const reaches = jobReaches(jobs, { ...side, ...(await readSettingsSide(afserver, jobs)) });
  const judge = new JobJudge();
  const context = poolContext(pools, side);
  return [...jobs]
    .sort((a, b) => a.id - b.id)
    .map((job) => {
      const pooled = bySerial.get(job.serial);
      const status = pooled && isUnfinished(job) ? judge.judge(pooled, context) : undefined;
      return summarizeJob({ job, pooled, status, reach: reaches.get(job.serial) }, pools);
    });
}

/**
 * The job that a person names by its id or its whole name, in detail.
 *
 * @throws AfpoolsError `JOB_NOT_FOUND`
 */
export async function findJob(afserver: Afserver, idOrName: string): Promise<Job> {
  const known = await afserver.jobs();
  const found =
    known.find(({ id }) => String(id) === idOrName) ?? known.find(({ name }) => name === idOrName);
  const job = found && (await afserver.jobInDetail(found));
  if (job) return job;
  throw jobNotFound(idOrName);
}
