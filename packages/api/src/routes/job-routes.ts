import * as z from "zod";
import {
  explainedGroup,
  explainedRender,
  job,
  jobChange,
  jobOfHost,
  jobPlacement,
  jobRef,
  unpooledSubmitter,
} from "../resources/job.js";
import { listOf } from "../resources/named.js";
import { next, page } from "../resources/page.js";
import { jobPlan, placeRequest, poolFieldsChange } from "../resources/plan.js";
import { age } from "../resources/values.js";
import type { Route } from "./route.js";

const ofJob = z.object({ id: z.int() });

const serial = z.int().describe("The job's serial: its id may be another job's by now.");

const dryRun = z.exactOptional(z.boolean()).describe("Tells what would be done, and does nothing.");

const before = jobPlacement
  .nullable()
  .describe("What it was on until now, as it was read for this write; null for no pool.");

/** What every route about jobs may be refused with: where no afserver is configured, and where it does not answer. */
const refusals = [
  "FARM_UNKNOWN",
  "SERVER_UNREACHABLE",
  "TIMEOUT",
  "UNEXPECTED_ANSWER",
  "AFSERVER_REFUSED",
] as const;

export const jobRoutes = {
  listJobs: {
    summary: "List unfinished jobs on pools",
    needs: "viewer",
    query: z.strictObject({
      all: z.exactOptional(z.boolean()).describe("Finished ones and those on no pool, too."),
      ...page,
    }),
    result: z.object({ age, jobs: listOf(job), next }),
    conditional: true,
    errors: ["FARM_UNKNOWN", "REQUEST_TOO_COSTLY", "STORE_UNAVAILABLE"],
  },
  listUnpooled: {
    summary: "List submitters whose unfinished jobs should be on a pool and are not",
    description:
      "The setting `jobs.mustBeOnPool` names whose jobs have to be on a pool; a job asks for one by `pool=` in its hosts mask. Afanasy Pools may be missing on the machine that it was submitted from.",
    needs: "viewer",
    result: z.object({ submitters: listOf(unpooledSubmitter) }),
    conditional: true,
    errors: ["FARM_UNKNOWN"],
  },
  listJobChanges: {
    summary: "List changes of jobs' pools, newest first",
    description:
      "Those made by this API, and on the pool database by the command line. They are kept as long as the audit is, which they are read from. An undo puts the job on `before` again, or takes it off.",
    needs: "viewer",
    query: z.strictObject({
      limit: z.exactOptional(z.int().min(1).max(1_000)).describe("The most to give. Default: 100."),
      before: z.exactOptional(z.string()).describe("Only those that follow: `next` of the answer before."),
    }),
    result: z.object({
      changes: listOf(jobChange),
      next: z
        .string()
        .nullable()
        .describe("What to ask for as `before` to get older ones; null where there are none."),
    }),
    errors: ["TOO_MANY_REQUESTS", "STORE_UNAVAILABLE"],
  },
  putJobOnPool: {
    summary: "Put a queued or running job on a pool",
    description: "Tasks that run go on where they are.",
    needs: "editor",
    params: ofJob,
    query: z.strictObject({ dryRun }),
    body: z.strictObject({ serial, ...placeRequest }),
    result: z.object({
      job: jobRef,
      change: poolFieldsChange,
      before,
      plan: jobPlan,
      droppedMask: z
        .string()
        .nullable()
        .describe(
          "The hosts mask that a person had written over that of the pool before, and that makes way.",
        ),
    }),
    idempotent: true,
    errors: [
      "JOB_NOT_FOUND",
      "INVALID_EXPRESSION",
      "POOL_NOT_FOUND",
      "POOL_CYCLE",
      "REQUEST_TOO_COSTLY",
      "MASK_EMPTY",
      "MASK_TOO_LARGE",
      "MASK_UNREADABLE",
      ...refusals,
    ],
  },
  takeJobFromPool: {
    summary: "Release a job from its pool and restore its own masks",
    needs: "editor",
    params: ofJob,
    query: z.strictObject({ serial, dryRun }),
    result: z.object({
      job: jobRef,
      change: poolFieldsChange.nullable().describe("Null for a job that is on no pool."),
      before,
    }),
    idempotent: true,
    errors: ["JOB_NOT_FOUND", ...refusals],
  },
  explainJob: {
    summary: "Explain for each host whether it may start a task of a job",
    description:
      "By all that afserver checks, in its order: the render, branches, the user, the job, its blocks, their tasks.",
    needs: "viewer",
    params: ofJob,
    query: z.strictObject({
      serial: z.exactOptional(serial),
    }),
    result: z.object({
      age,
      job: jobRef,
      hosts: listOf(explainedRender),
      groups: listOf(explainedGroup).describe("The same by reason, that of the most hosts first."),
    }),
    errors: ["JOB_NOT_FOUND", "REQUEST_TOO_COSTLY", "TOO_MANY_REQUESTS", ...refusals],
  },
  explainHost: {
    summary: "Explain for each unfinished job whether a host may start a task of it",
    description:
      "As `explainJob`, by the host; that tasks failed on it before is not regarded. A host is found whatever the case of its name.",
    needs: "viewer",
    params: z.object({ host: z.string() }),
    result: z.object({ age, host: z.string(), jobs: listOf(jobOfHost) }),
    errors: ["HOST_NOT_FOUND", "REQUEST_TOO_COSTLY", "TOO_MANY_REQUESTS", ...refusals],
  },
} as const satisfies Record<string, Route>;
