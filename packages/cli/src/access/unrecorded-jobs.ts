import type { JobsAccess } from "./access.js";

/** Jobs, where no audit can be reached that records what is changed: that is told with each change. */
export function unrecordedJobs(jobs: JobsAccess, note: (text: string) => void): JobsAccess {
  const told = <T extends { readonly change: unknown }>(done: T, dryRun: boolean): T => {
    if (done.change && !dryRun) {
      note(
        "The history of jobs does not have this change: the pool protocol does not record it. Through --server http://HOST:PORT it is recorded.",
      );
    }
    return done;
  };
  return {
    ...jobs,
    putOnPool: async (job, request, dryRun) => told(await jobs.putOnPool(job, request, dryRun), dryRun),
    takeFromPool: async (job, dryRun) => told(await jobs.takeFromPool(job, dryRun), dryRun),
  };
}
