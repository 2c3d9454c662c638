import type { PoolEdit, PoolHost } from "@afpools/core";
import * as z from "zod";
import { listOf, named } from "./named.js";

const described = {
  id: z.string().describe("24 hexadecimal digits; a rename keeps it."),
  name: z.string(),
  description: z.string(),
  rules: listOf(z.string()).describe(
    "Host patterns and pool expressions: each host of the farm that matches one, or that it means, is a member, too. Those that begin with `never` are exceptions: their hosts are not members.",
  ),
  restartStrays: z
    .exactOptional(z.boolean())
    .describe(
      "Are tasks that run on a host that leaves the pool restarted elsewhere? Of a hold: are the tasks on its hosts? Absent: no, they finish there.",
    ),
  revision: z.int().describe("Counts up with each write; the `ETag` of the pool."),
  changedBy: z
    .string()
    .describe("Who wrote it last; empty for a pool that only the 2019 tool has written, as the next."),
  changedAt: z.string(),
};

export const pool = named(
  "Pool",
  "A named group of render hosts. Who is a member by a rule follows from the hosts of the farm.",
  z.object({
    ...described,
    resting: z
      .exactOptional(listOf(z.string()))
      .describe(
        "Those of the rules that do not count now: it is not the time behind `during`, or the moment behind `until` has come.",
      ),
    hosts: listOf(z.string()).describe(
      "The names of the named members, in the order in which they were added.",
    ),
  }),
);

export type Pool = z.output<typeof pool>;

const member = {
  name: z.string().describe("In the farm's own spelling where the farm knows it, else as typed."),
  online: z.boolean().nullable().describe("Null where the farm does not know it."),
};

export const poolMember = named(
  "PoolMember",
  "A host that is in a pool, and why: by its name, or by a rule that matches it.",
  z.discriminatedUnion("by", [
    z.object({ ...member, by: z.literal("name") }),
    z.object({ ...member, by: z.literal("rule"), rule: z.string() }),
  ]),
);

export type PoolMember = z.output<typeof poolMember>;

export const poolHost: z.ZodType<PoolHost> = named(
  "PoolHost",
  "A named member with the extra values that the 2019 tool had for it, mostly empty.",
  z.object({ name: z.string(), engine: z.string(), ip: z.string(), port: z.string() }),
);

const hostInputs = listOf(
  z.union(
    [z.string(), z.strictObject({ name: z.string(), engine: z.string(), ip: z.string(), port: z.string() })],
    { error: "expected a host name, or an object with the texts name, engine, ip and port" },
  ),
);

export const poolDraft = named(
  "PoolDraft",
  "A pool to be made.",
  z.strictObject({
    id: z
      .exactOptional(z.string())
      .describe(
        "The id that it has in another database, by which jobs know it. Refused (`CONFLICT`) where another pool has it.",
      ),
    name: z.string(),
    description: z.exactOptional(z.string()),
    hosts: z.exactOptional(hostInputs),
    rules: z.exactOptional(listOf(z.string())),
    restartStrays: z.exactOptional(z.boolean()),
  }),
);

export const poolEdit: z.ZodType<PoolEdit> = named(
  "PoolEdit",
  "What to change in a pool; everything that is absent stays.",
  z.strictObject({
    name: z.exactOptional(z.string()),
    description: z.exactOptional(z.string()),
    addHosts: z.exactOptional(hostInputs),
    removeHosts: z.exactOptional(listOf(z.string())),
    addRules: z.exactOptional(listOf(z.string())),
    removeRules: z.exactOptional(listOf(z.string())),
    restartStrays: z.exactOptional(z.boolean()),
  }),
);
