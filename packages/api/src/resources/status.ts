import * as z from "zod";
import { named } from "./named.js";
import { count, time } from "./values.js";

const following = z.object({
  state: z
    .enum(["active", "standby", "stopped"])
    .describe(
      "`active`: this server keeps jobs on their pools; `standby`: another one does; `stopped`: nobody does.",
    ),
  since: time,
  reason: z.string().nullable().describe("Why it is not active; null while it is."),
});

export const status = named(
  "Status",
  "The server, and what it works with.",
  z.object({
    version: z.string(),
    instance: z.string().describe("Another one after each start: events are numbered within it."),
    startedAt: time,
    pools: count,
    store: z.object({
      kind: z.enum(["sqlite", "mongodb", "memory", "other"]),
      location: z.string().describe("Where the data lies; holds no password."),
      known: z.boolean().describe("While false the pools were never read: there may be some."),
      away: z
        .object({ since: time, reason: z.string() })
        .nullable()
        .describe(
          "Since when, and why, the database does not answer; null while it does. Meanwhile nothing can be written.",
        ),
      writesFail: z
        .exactOptional(z.object({ since: time, reason: z.string() }).nullable())
        .describe(
          "Since when, and why, nothing can be written although it may be read, such as for a full disk.",
        ),
    }),
    held: z
      .exactOptional(z.object({ at: time, ms: count }).nullable())
      .describe("When, within the last minute, a single piece of work made everybody wait, and how long."),
    afserver: z.object({
      state: z.enum(["none", "starting", "current", "away"]),
      address: z.string().nullable().describe("Null where none is configured."),
      reason: z
        .string()
        .nullable()
        .describe("Why it is away, or why it tells no events and is read as a whole every few seconds."),
      since: z.exactOptional(time.nullable()).describe("Since when that is so."),
      release: z.exactOptional(z.string().nullable()).describe("Of afserver, such as `3.4.1`."),
      unreadable: z
        .exactOptional(
          z.array(
            z.object({
              type: z.enum(["jobs", "renders", "users", "pools", "branches"]),
              id: z.int(),
              name: z.string(),
              reason: z.string(),
            }),
          ),
        )
        .describe(
          "Entries that afserver lists and that cannot be read, at most 100. The others are current.",
        ),
    }),
    farm: z
      .object({ known: z.boolean(), hosts: count, online: count })
      .describe(
        "What is known of the farm, from afserver or from a file. While `known` is false no host was ever seen.",
      ),
    jobs: z.object({
      dialect: z.enum(["3.4", "3.3"]).describe("How masks are written where nothing else is asked for."),
      enforcement: z
        .enum(["mask", "property"])
        .describe("What keeps jobs on their pools where nothing else is asked for."),
      keepsProperties: z
        .boolean()
        .describe("Does the server keep renders' properties, so that a job can go by them?"),
      following: z
        .exactOptional(following)
        .describe("Whether jobs are kept on their pools; where this server only serves pools, why."),
    }),
    /** The pool protocol. */
    protocol: z.object({
      host: z.string(),
      port: z.int(),
      tls: z.enum(["off", "optional", "required"]),
      writes: z.enum(["off", "loopback", "tls-clients", "anyone-without-tls"]),
    }),
    /** What keeps jobs on their pools; null where nothing does. */
    reconciler: z
      .object({
        following,
        jobsCorrected: count.describe("Corrections since the start."),
        rendersCorrected: count,
        tasksRestarted: count,
      })
      .nullable(),
  }),
);

export type Status = z.output<typeof status>;
