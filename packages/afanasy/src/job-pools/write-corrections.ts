import type { Afserver } from "../client/afserver.js";
import type { Job } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import type { PoolCorrection } from "./judge-job.js";

/** A job and what is to be changed on it. */
export interface JobCorrection {
  readonly job: Pick<Job, "id" | "serial" | "hidden">;
  readonly correction: PoolCorrection;
}

/** How many jobs one action changes: afserver holds all its locks while it does one. */
const maxAtOnce = 1_000;

/**
 * Makes corrections in afserver, equal ones of many jobs in one action. They are done in its next second, or in several
 * where there are more actions than connections.
 *
 * Rejects as all requests do; then it is not known what was done.
 */
export async function writeCorrections(
  afserver: Afserver,
  corrections: readonly JobCorrection[],
  options: RequestOptions = {},
): Promise<void> {
  const groups = new Map<string, { change: PoolCorrection; jobs: JobCorrection["job"][] }>();
  for (const { job, correction } of corrections) {
    // afserver takes what is changed out of hiding, unless it is told to hide it again.
    const change = { ...correction, ...(job.hidden && { hidden: true }) };
    const key = JSON.stringify(change);
    const group = groups.get(key);
    if (group) group.jobs.push(job);
    else groups.set(key, { change, jobs: [job] });
  }
  const actions = [...groups.values()].flatMap(({ change, jobs }) =>
    Array.from({ length: Math.ceil(jobs.length / maxAtOnce) }, (_, index) =>
      afserver.changeJobs(jobs.slice(index * maxAtOnce, (index + 1) * maxAtOnce), change, options),
    ),
  );
  await Promise.allSettled(actions);
  await Promise.all(actions);
}
