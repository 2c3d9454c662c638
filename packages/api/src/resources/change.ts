import type { PoolChange, PoolDeletion } from "@afpools/core";
import * as z from "zod";
import { touchedJob } from "./job.js";
import { listOf, named } from "./named.js";
import { pool, poolDraft, poolEdit, poolHost } from "./pool.js";
import { time } from "./values.js";

const textChange = z.object({ before: z.string(), after: z.string() });

const write = {
  id: z.string(),
  poolId: z.string(),
  poolName: z.string().describe("After the change; of a deleted pool the last one."),
  revision: z.int(),
  by: z.string(),
  origin: z.string().describe("The way it came: `cli`, `protocol 10.1.2.3`, `api 10.1.2.3`, …"),
  at: time,
  undoes: z.exactOptional(z.string()).describe("The id of the change that this one takes back."),
  batch: z
    .exactOptional(z.string())
    .describe(
      "For changes to several pools that were made together, all or none: the id of the last one. They are consecutive in the history, and are undone together.",
    ),
};

export const poolDeletion: z.ZodType<PoolDeletion> = named(
  "PoolDeletion",
  "A change that deleted a pool, without the content that the pool had.",
  z.object({ ...write, kind: z.literal("delete") }),
);

export const poolChange: z.ZodType<PoolChange> = named(
  "PoolChange",
  "One write to one pool, as the history keeps it.",
  z.object({
    ...write,
    kind: z.enum(["create", "update", "delete"]),
    /** What changed: against nothing for `create`, to nothing for `delete`. */
    diff: z.object({
      name: z.exactOptional(textChange),
      description: z.exactOptional(textChange),
      hosts: z.exactOptional(z.object({ removed: listOf(poolHost), added: listOf(poolHost) })),
      rules: z.exactOptional(z.object({ removed: listOf(z.string()), added: listOf(z.string()) })),
      restartStrays: z.exactOptional(z.object({ before: z.boolean(), after: z.boolean() })),
    }),
  }),
);

const written = {
  /** The pool afterwards; null when it was deleted. */
  pool: pool.nullable(),
  /** The entry in the history; null when there was nothing to change. */
  change: poolChange.nullable(),
  already: listOf(z.string()).describe("Hosts and rules to add that were already in the pool."),
  absent: listOf(z.string()).describe("Hosts and rules to remove that were not in the pool."),
};

const writtenPool = named("WrittenPool", "What was done to one of several pools.", z.object(written));

const jobs = listOf(touchedJob)
  .nullable()
  .describe(
    "With `dryRun` the unfinished jobs that it would touch. Null without, and where jobs are not known.",
  );

export const poolWrite = named(
  "PoolWrite",
  "What a write did, or with `dryRun` what it would do.",
  z.object({ ...written, jobs }),
);

export type PoolWrite = z.output<typeof poolWrite>;

export const undoWrite = named(
  "UndoWrite",
  "What an undo did, or with `dryRun` what it would do.",
  z.object({
    ...written,
    others: listOf(writtenPool).describe("For a change in a batch: the changes to the other pools."),
    jobs,
  }),
);

export const batchWrite = named(
  "BatchWrite",
  "What a batch did, or with `dryRun` what it would do.",
  z.object({
    writes: listOf(writtenPool).describe("One result for each requested write, in the same order."),
    jobs,
  }),
);

const ifRevision = z
  .exactOptional(z.int())
  .describe(
    "The revision that the author has seen: refused with `CONFLICT` when the pool is at another one.",
  );

export const poolOrder = named(
  "PoolOrder",
  "One write of a batch.",
  z.discriminatedUnion("kind", [
    z.strictObject({ kind: z.literal("create"), draft: poolDraft }),
    z.strictObject({ kind: z.literal("update"), pool: z.string(), edit: poolEdit, ifRevision }),
    z.strictObject({ kind: z.literal("delete"), pool: z.string(), ifRevision }),
  ]),
);
