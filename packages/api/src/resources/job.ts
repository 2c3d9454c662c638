import * as z from "zod";
import { listOf, named } from "./named.js";
import { count, maskForm, time } from "./values.js";

const ofJob = {
  id: z.int().describe("afserver gives it again to another job once this one is deleted."),
  serial: z.int().describe("This job's for ever."),
  name: z.string(),
};

export const jobRef = named("JobRef", "A job of afserver.", z.object(ofJob));

/** How an unfinished job may stand to its pool. */
export const jobStatuses = ["following", "empty", "by-hand", "orphan", "stuck"] as const;

const status = z.enum(jobStatuses);

export const jobPlacement = named(
  "JobPlacement",
  "What a job is put on a pool with (`PUT /jobs/{id}/pool`).",
  z.object({
    expression: z.string(),
    enforcement: z.exactOptional(z.enum(["mask", "property"])),
    form: z.exactOptional(maskForm),
    restartStrays: z.exactOptional(z.boolean()),
  }),
);

export type JobPlacement = z.output<typeof jobPlacement>;

export const job = named(
  "Job",
  "A job of afserver, and how it stands to its pool.",
  z.object({
    ...ofJob,
    user: z.string(),
    state: listOf(z.string()).describe("afserver's tokens, such as `RDY` and `RUN`."),
    pool: z
      .string()
      .nullable()
      .describe("Its pool expression with the pools' names of now; null on no pool."),
    enforcement: z.enum(["mask", "property", "native"]).nullable(),
    status: status
      .nullable()
      .describe(
        "`following` its pool; `empty`: it has no host left and waits; `by-hand`: a person wrote another mask; `orphan`: a pool is gone; `stuck`: a mask cannot say it. Null on no pool, and when it is finished.",
      ),
    why: z.string().nullable().describe("Why it is not following; null while it is."),
    adoption: z
      .exactOptional(jobPlacement)
      .describe(
        "For an orphan whose pools' names are there again, as after an import: what to put it on (`PUT /jobs/{id}/pool`) so that it follows them.",
      ),
    hosts: count
      .nullable()
      .describe(
        "How many hosts may ever render it, as settings are now: its own, its blocks', its branch's, the hosts'; null where that is not known.",
      ),
    online: count.nullable().describe("How many of them are online."),
    stopped: z
      .string()
      .nullable()
      .describe("What stops it on all hosts at the moment; null where nothing that afserver shows does."),
  }),
);

export type Job = z.output<typeof job>;

export const jobChange = named(
  "JobChange",
  "A job that was put on a pool or taken off one, by whom and when.",
  z.object({
    id: z.string(),
    at: time,
    by: z.string().describe("The name of the user."),
    job: jobRef,
    unfinished: z.boolean().describe("Is the job on the farm, and not finished?"),
    pool: z
      .string()
      .nullable()
      .describe("The pool expression that it was put on; null for a job that was taken off."),
    before: z
      .exactOptional(jobPlacement.nullable())
      .describe(
        "What the job was on until then, null for no pool; absent where that cannot be restored, as where a mask that a person had written was replaced.",
      ),
  }),
);

export type JobChange = z.output<typeof jobChange>;

export const touchedJob = named(
  "TouchedJob",
  "An unfinished job that an edit of pools would give other hosts, or leave without.",
  z.object({
    ...ofJob,
    user: z.string(),
    pool: z.string().describe("Its pool expression as it was put on."),
    gained: listOf(z.string()).describe("Hosts on which it may render afterwards and could not before."),
    lost: listOf(z.string()),
    /** How it would stand to its pool. */
    status,
  }),
);

export type TouchedJob = z.output<typeof touchedJob>;

export const unpooledSubmitter = named(
  "UnpooledSubmitter",
  "Somebody whose jobs have to be on a pool and are on none.",
  z.object({
    user: z.string(),
    host: z.string().describe("The machine that the jobs were submitted from."),
    jobs: count.describe("How many unfinished jobs."),
    latest: jobRef.describe("The newest of them."),
  }),
);

export type UnpooledSubmitter = z.output<typeof unpooledSubmitter>;

/** May something start a task of a job? */
const answer = z
  .enum(["may", "unknown", "not-now", "never"])
  .describe(
    "`may`: nothing that afserver shows stops it, though whose turn it is cannot be seen; `unknown`: something that counts cannot be seen; `not-now`: what stops it passes, or can be lifted; `never`: not before settings are changed.",
  );

// A newer server may check more than this version knows.
const explained = {
  answer,
  check: z
    .string()
    .nullable()
    .describe("What afserver checks that stops it, such as `hosts-mask`; else null."),
  of: z
    .string()
    .nullable()
    .describe(
      "Whose setting or state that is: `render`, `native-pool`, `branch`, `user`, `job`, `block`, `task`.",
    ),
  text: z.string().describe("The reason in words, with what is needed and what is there."),
};

export const explainedRender = named(
  "ExplainedRender",
  "Whether a host of the farm may start a task of a job, and the first reason that stops it.",
  z.object({
    name: z.string(),
    admitted: z.boolean().describe("Is the answer `may`?"),
    online: z.boolean(),
    ...explained,
    blocks: listOf(z.object({ number: z.int(), name: z.string(), ...explained })).describe(
      "Blocks of the job for which something else is so; mostly none.",
    ),
  }),
);

export const jobOfHost = named(
  "JobOfHost",
  "Whether one host may start a task of a job, and the first reason that stops it.",
  z.object({
    job: jobRef,
    pool: z.string().nullable().describe("The pool expression that the job is on; null where it is on none."),
    ...explained,
  }),
);

export const explainedGroup = named(
  "ExplainedGroup",
  "Hosts to which the same reason applies.",
  z.object({
    answer,
    text: z.string().describe("Empty for hosts that nothing stops."),
    hosts: listOf(z.string()),
  }),
);
