import * as z from "zod";
import { listOf, pool, poolChange } from "./shared-schemas.js";

const hostInputs = listOf(
  z.union(
    [z.string(), z.strictObject({ name: z.string(), engine: z.string(), ip: z.string(), port: z.string() })],
    { error: "expected a host name, or an object with the texts name, engine, ip and port" },
  ),
);

/** Who writes: a person's or a tool's name, for the history. */
const author = z.string();

/** The revision that the author has seen: the write is refused with `CONFLICT` when the pool is at another one. */
const ifRevision = z.exactOptional(z.int());

/** Tells what the write would do and refuses what it would refuse, but writes nothing. */
const dryRun = z.exactOptional(z.boolean());

/** What a write did, as the pool service of `@afpools/core` tells it. */
const result = z.object({
  /** The pool afterwards; `null` when it was deleted. */
  pool: pool.nullable(),
  /** The entry in the history; `null` when there was nothing to change. */
  change: poolChange.nullable(),
  /** Hosts and rules to add that were already in the pool. */
  already: listOf(z.string()),
  /** Hosts and rules to remove that were not in the pool. */
  absent: listOf(z.string()),
});

const draft = {
  /** The id that it has elsewhere, by which jobs know it; refused with `CONFLICT` where another pool has it. */
  id: z.exactOptional(z.string()),
  name: z.string(),
  description: z.exactOptional(z.string()),
  hosts: z.exactOptional(hostInputs),
  rules: z.exactOptional(listOf(z.string())),
  /** Are tasks that run on a host that leaves the pool restarted elsewhere? */
  restartStrays: z.exactOptional(z.boolean()),
};

/** What to change; everything that is absent stays. */
const edit = z.strictObject({
  name: z.exactOptional(z.string()),
  description: z.exactOptional(z.string()),
  addHosts: z.exactOptional(hostInputs),
  removeHosts: z.exactOptional(listOf(z.string())),
  addRules: z.exactOptional(listOf(z.string())),
  removeRules: z.exactOptional(listOf(z.string())),
  restartStrays: z.exactOptional(z.boolean()),
});

export const createPool = {
  access: "write",
  args: z.strictObject({ author, ...draft, dryRun }),
  result,
} as const;

export const updatePool = {
  access: "write",
  args: z.strictObject({
    author,
    /** Its id or its name. */
    pool: z.string(),
    ifRevision,
    dryRun,
    edit,
  }),
  result,
} as const;

export const deletePool = {
  access: "write",
  args: z.strictObject({ author, pool: z.string(), ifRevision, dryRun }),
  result,
} as const;

/** Several writes, each to another pool, in their order: all of them or none. */
export const changePools = {
  access: "write",
  args: z.strictObject({
    author,
    writes: listOf(
      z.discriminatedUnion("kind", [
        z.strictObject({ kind: z.literal("create"), draft: z.strictObject(draft) }),
        z.strictObject({ kind: z.literal("update"), pool: z.string(), edit, ifRevision }),
        z.strictObject({ kind: z.literal("delete"), pool: z.string(), ifRevision }),
      ]),
    ),
    dryRun,
  }),
  /** One result for each requested write, in the same order. */
  result: z.object({ writes: listOf(result) }),
} as const;

/** Takes one change back by a new one, and all others of its batch. */
export const undoChange = {
  access: "write",
  args: z.strictObject({
    author,
    /** The change's id. */
    change: z.string(),
  }),
  result: result.extend({
    /** What was done to the other pools of a batch. */
    others: listOf(result).default([]),
  }),
} as const;
