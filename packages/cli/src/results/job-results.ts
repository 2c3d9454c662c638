import { routes } from "@afpools/api";
import * as z from "zod";

const { shape: put } = routes.putJobOnPool.result;

const dryRun = z.boolean().describe("Was nothing written?");

const hosts = routes.listHosts.result.shape.hosts.describe(
  "With `--watch` one host a line, for each that changes.",
);

export const jobResults = {
  mask: routes.planMask.result.shape.plan,
  explain: z
    .union([routes.explainHosts.result.shape.hosts, routes.explainJob.result.shape.hosts])
    .describe("Hosts of an expression; with `--job` those of the job."),
  submit: z
    .union([z.object({ job: put.job, plan: put.plan }), z.record(z.string(), z.unknown())])
    .describe("With `--dry-run` the job as it would be sent, in afserver's JSON."),
  "job list": routes.listJobs.result.shape.jobs,
  "job pool": z
    .union([
      z.object({ job: put.job, change: put.change, plan: put.plan, dryRun }),
      z.object({ job: put.job, change: routes.takeJobFromPool.result.shape.change, dryRun }),
    ])
    .describe("With `--none` there is no plan."),
  "job adopt": routes.listJobs.result.shape.jobs,
  "job history": z.array(
    routes.listJobChanges.result.shape.changes.unwrap().element.omit({ unfinished: true }),
  ),
  hosts,
  "host list": hosts,
  "host show": routes.listHosts.result.shape.hosts.unwrap().element,
  scan: routes.getScan.result.shape.machines,
} as const;
