import * as z from "zod";
import { hostFacts, listOf, poolChange } from "./shared-schemas.js";

const described = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  rules: listOf(z.string()),
  restartStrays: z.exactOptional(z.boolean()),
  revision: z.number(),
  changedBy: z.string(),
  changedAt: z.string(),
};

/** All pools with the names of their members. */
export const getPools = {
  access: "read",
  args: z.strictObject({}),
  result: z.object({
    pools: listOf(
      z.object({
        ...described,
        /** All members, by name or by rule, in the farm's own spelling where it is known. */
        hosts: listOf(z.string()),
        /** How many of them are online; `null` while the farm is not known. */
        online: z.number().nullable(),
      }),
    ),
  }),
} as const;

const member = { name: z.string(), online: z.boolean().nullable() };

/** One pool, with why each of its members is in. */
export const getPool = {
  access: "read",
  args: z.strictObject({
    /** Its id or its name. */
    pool: z.string(),
  }),
  result: z.object({
    pool: z.object({
      ...described,
      /** The names of the hosts that it has by name, as typed; those that exceptions or holds keep out, too. */
      named: listOf(z.string()),
      members: listOf(
        z.discriminatedUnion("by", [
          z.object({ ...member, by: z.literal("name") }),
          z.object({ ...member, by: z.literal("rule"), rule: z.string() }),
        ]),
      ),
    }),
  }),
} as const;

const hostWork = {
  /** How many tasks it runs; `null` where that is not known, as the two that follow. */
  tasks: z.number().nullable(),
  /** Why it takes no new task: `paused`, `nimby`, `user-only`; `null` where nothing keeps it. */
  held: z.string().nullable(),
  /** Its pool among Afanasy's own, such as `/fx`. */
  nativePool: z.string().nullable(),
};

/** All hosts: those of the farm, and those that a pool names. */
export const getHosts = {
  access: "read",
  args: z.strictObject({
    /** What is known of the hosts and what they do, too. */
    facts: z.exactOptional(z.boolean()),
  }),
  result: z.object({
    /** Is the farm known, so that the list holds its hosts too? */
    farm: z.boolean(),
    hosts: listOf(
      z.object({
        name: z.string(),
        online: z.boolean().nullable(),
        /** The names of the pools that it is in. */
        pools: listOf(z.string()),
        // What follows is there where facts were asked for; `null` where it is not known.
        tasks: z.exactOptional(hostWork.tasks),
        /** The different names of the jobs that it renders. */
        jobs: z.exactOptional(listOf(z.string())),
        held: z.exactOptional(hostWork.held),
        nativePool: z.exactOptional(hostWork.nativePool),
        address: z.exactOptional(z.string().nullable()),
        /** The version of its render's program. */
        engine: z.exactOptional(z.string().nullable()),
        facts: z.exactOptional(hostFacts),
      }),
    ),
  }),
} as const;

/** The hosts of the farm, and what they do. */
export const getFarm = {
  access: "read",
  args: z.strictObject({}),
  result: z.object({
    hosts: listOf(
      z.object({
        name: z.string(),
        online: z.boolean(),
        ...hostWork,
      }),
    ),
  }),
} as const;

/** The newest changes first. */
export const getHistory = {
  access: "history",
  args: z.strictObject({
    /** Only of this pool, a deleted one too: its id or its name. */
    pool: z.exactOptional(z.string()),
    /** 1–10,000; default: 50. */
    limit: z.exactOptional(z.int()),
  }),
  result: z.object({ changes: listOf(poolChange) }),
} as const;
