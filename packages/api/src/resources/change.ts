import type { PoolChange } from "@afpools/core";
import * as z from "zod";
import { touchedJob } from "./job.js";
import { listOf, named } from "./named.js";
import { pool, poolHost } from "./pool.js";
import { time } from "./values.js";

const textChange = z.object({ before: z.string(), after: z.string() });

export const poolChange: z.ZodType<PoolChange> = named(
  "PoolChange",
  "One write to one pool, as the history keeps it.",
  z.object({
    id: z.string(),
    kind: z.enum(["create", "update", "delete"]),
    poolId: z.string(),
    poolName: z.string().describe("After the change; of a deleted pool the last one."),
    revision: z.int(),
    /** What changed: against nothing for `create`, to nothing for `delete`. */
    diff: z.object({
      name: z.exactOptional(textChange),
      description: z.exactOptional(textChange),
      hosts: z.exactOptional(z.object({ removed: listOf(poolHost), added: listOf(poolHost) })),
      rules: z.exactOptional(z.object({ removed: listOf(z.string()), added: listOf(z.string()) })),
    }),
    by: z.string(),
    origin: z.string().describe("The way it came: `cli`, `protocol 10.1.2.3`, `api 10.1.2.3`, …"),
    at: time,
    undoes: z.exactOptional(z.string()).describe("The id of the change that this one takes back."),
  }),
);

export const poolWrite = named(
  "PoolWrite",
  "What a write did, or with `dryRun` what it would do.",
  z.object({
    /** The pool afterwards; null when it was deleted. */
    pool: pool.nullable(),
    /** The entry in the history; null when there was nothing to change. */
    change: poolChange.nullable(),
    already: listOf(z.string()).describe("Hosts and rules that were to be added and were there already."),
    absent: listOf(z.string()).describe("Hosts and rules that were to be removed and were not there."),
    jobs: listOf(touchedJob)
      .nullable()
      .describe(
        "With `dryRun` the unfinished jobs that it would touch. Null without, and where jobs are not known.",
      ),
  }),
);

export type PoolWrite = z.output<typeof poolWrite>;
