import { detailsOfBefore } from "@afpools/server/internal";
import type { JobsAccess, Recorded } from "./access.js";

/** Jobs, with what is changed recorded in the audit of the database that pools are read from. */
export function recordedJobs(jobs: JobsAccess, recorded: Recorded): JobsAccess {
  return {
    ...jobs,
    putOnPool: (job, request, dryRun) => {
      const put = () => jobs.putOnPool(job, request, dryRun);
      if (dryRun) return put();
      return recorded(
        "job.pool.set",
        { target: job, details: { expression: request.expression } },
        put,
        ({ job: { id, serial, name }, before, droppedMask }) => ({
          target: String(id),
          details: { serial, job: name.slice(0, 200), ...detailsOfBefore(before, droppedMask) },
        }),
      );
    },
    takeFromPool: (job, dryRun) => {
      const take = () => jobs.takeFromPool(job, dryRun);
      if (dryRun) return take();
      return recorded(
        "job.pool.remove",
        { target: job },
        take,
        ({ job: { id, serial, name }, change, before }) =>
          change
            ? {
                target: String(id),
                details: { serial, job: name.slice(0, 200), ...detailsOfBefore(before) },
              }
            : undefined,
      );
    },
  };
}
