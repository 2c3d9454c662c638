import type { Afserver } from "../client/afserver.js";
import type { JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import type { StrayTasks } from "./stray-tasks.js";

/**
 * Restarts tasks that run on hosts where they may not any more, so that they run elsewhere. A render can go on to name a
 * task of a job whose id was given to another one: so only what the job itself says to run there is restarted.
 *
 * @param mayStill is asked right before: whoever may not any more restarts nothing
 * @returns the tasks that were restarted. Rejects as all requests do.
 */
export async function restartStrays(
  afserver: Afserver,
  { job, block, tasks, hosts }: StrayTasks,
  options?: RequestOptions,
  mayStill: () => boolean = () => true,
): Promise<readonly number[]> {
  const away = new Set(hosts);
  const progress = await afserver.jobProgress(job, options);
  const running = tasks.filter((task) => {
    const { state, hst } = progress[block]?.[task] ?? {};
    return state?.has("RUN") && hst !== undefined && away.has(hst);
  });
  if (running.length === 0 || !(await isThere(afserver, job, options)) || !mayStill()) return [];
  await afserver.restartTasks(job, block, running, options);
  return running;
}

async function isThere(
  afserver: Afserver,
  { id, serial }: JobRef,
  options?: RequestOptions,
): Promise<boolean> {
  const [job] = await afserver.jobs({ ids: [id] }, options);
  return job?.serial === serial;
}
