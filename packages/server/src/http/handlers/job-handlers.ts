import type { RouteResult } from "@afpools/api";
import { AfpoolsError } from "@afpools/core";
import { detailsOfBefore, jobChangeOf, listJobRecords, namesJob } from "../../jobs/job-history.js";
import type { LiveJobs } from "../../jobs/live-jobs.js";
import { readNow } from "../../plans/pools-now.js";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { ListCache } from "../list-cache.js";
import { pageOf } from "../list-page.js";
import { nextOf, placeOf } from "./audit-place.js";

type JobOperations =
  | "listJobs"
  | "listUnpooled"
  | "listJobChanges"
  | "putJobOnPool"
  | "takeJobFromPool"
  | "explainJob"
  | "explainHost";

const defaultLimit = 100;

export function jobHandlers({ live, jobs, settings, audit: records }: ApiParts): Handlers<JobOperations> {
  const known = (): LiveJobs => {
    if (jobs) return jobs;
    throw new AfpoolsError(
      "FARM_UNKNOWN",
      "Jobs are unknown: no afserver is configured. Set afanasy.server.",
    );
  };
  const lists = {
    all: new ListCache<RouteResult<"listJobs">>(),
    onPools: new ListCache<RouteResult<"listJobs">>(),
  };
  const unpooled = new ListCache<RouteResult<"listUnpooled">>();
  return {
    listJobs: async ({ query: { all = false, ...query } }) => {
      const { age } = readNow(live);
      const most = settings.current["limits.listing"];
      const listed = await (all ? known().all() : known().onPools());
      return lists[all ? "all" : "onPools"].get([age, listed, most], query, () => {
        const { entries, next } = pageOf(listed, ({ serial }) => String(serial), query, most);
        return { age, jobs: entries, next };
      });
    },
    listUnpooled: () => {
      const listed = known().unpooled();
      return unpooled.get([listed], {}, () => ({ submitters: listed }));
    },
    listJobChanges: async ({ query: { limit = defaultLimit, before } }) => {
      const query = { limit: limit + 1, ...(before !== undefined && { before: placeOf(before) }) };
      const found = await listJobRecords(records, query);
      const listed = found.slice(0, limit);
      const unfinished = jobs?.unfinished() ?? new Set<number>();
      return {
        changes: listed.filter(namesJob).map((record) => jobChangeOf(record, unfinished)),
        next: found.length > limit ? nextOf(listed) : null,
      };
    },
    putJobOnPool: async ({ params, body, query, audit, asker }) => {
      const { expression, serial } = body;
      audit.about(String(params.id), { serial, expression: expression.slice(0, 200) });
      if (query.dryRun) audit.nothing();
      const put = await known().putOnPool(params.id, body, query, asker);
      audit.about(String(params.id), {
        job: put.job.name.slice(0, 200),
        ...detailsOfBefore(put.before, put.droppedMask),
      });
      return put;
    },
    takeJobFromPool: async ({ params, query, audit }) => {
      audit.about(String(params.id), { serial: query.serial });
      if (query.dryRun) audit.nothing();
      const taken = await known().takeFromPool(params.id, query);
      audit.about(String(params.id), { job: taken.job.name.slice(0, 200), ...detailsOfBefore(taken.before) });
      // It was on no pool.
      if (!taken.change) audit.nothing();
      return taken;
    },
    explainJob: async ({ params, query, asker }) => {
      const { age } = readNow(live);
      return { age, ...(await known().explain(params.id, asker, query.serial)) };
    },
    explainHost: async ({ params, asker }) => {
      const { age } = readNow(live);
      return { age, ...(await known().explainHost(params.host, asker)) };
    },
  };
}
