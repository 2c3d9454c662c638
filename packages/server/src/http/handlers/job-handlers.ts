import { AfpoolsError } from "@afpools/core";
import type { LiveJobs } from "../../jobs/live-jobs.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { readNow } from "./read-now.js";

type JobOperations = "listJobs" | "listUnpooled" | "putJobOnPool" | "takeJobFromPool" | "explainJob";

export function jobHandlers({ live, jobs }: ApiParts): Handlers<JobOperations> {
  const known = (): LiveJobs => {
    if (jobs) return jobs;
    throw new AfpoolsError(
      "FARM_UNKNOWN",
      "Jobs are not known: this server has no afserver. Say where it is by the setting afanasy.server.",
    );
  };
  return {
    listJobs: async ({ query }) => {
      const { age } = readNow(live);
      return { age, jobs: await (query.all === true ? known().all() : known().onPools()) };
    },
    listUnpooled: () => ({ submitters: known().unpooled() }),
    putJobOnPool: ({ params, body, query }) => known().putOnPool(params.id, body, query),
    takeJobFromPool: ({ params, query }) => known().takeFromPool(params.id, query),
    explainJob: async ({ params, query }) => {
      const { age } = readNow(live);
      return { age, ...(await known().explain(params.id, query.serial)) };
    },
  };
}
