import { auditActions, auditActorKinds, auditOutcomes } from "@afpools/core/internal";
import * as z from "zod";
import { listOf, named } from "./named.js";
import { time } from "./values.js";

const value = z.union([z.string(), z.number(), z.boolean(), z.null(), listOf(z.string())]);

export const auditRecord = named(
  "AuditRecord",
  "Who did what, from where, with what outcome. It holds no secret, and is never changed.",
  z.object({
    id: z.string(),
    at: time,
    action: z.enum(auditActions),
    outcome: z
      .enum(auditOutcomes)
      .describe("Done; refused for want of a right, a secret or patience; or not done for another reason."),
    code: z.string().nullable().describe("The code of the error; null where it was done."),
    actor: z.object({
      user: z
        .string()
        .nullable()
        .describe("The user's name; of somebody who is not known, the name that was given."),
      userId: z.string().nullable(),
      by: z
        .enum(auditActorKinds)
        .describe(
          "How the actor is known; `protocol`: by the name given over the pool protocol, which nobody checks; `cli`: by the system's user of whoever works on the database itself.",
        ),
      credential: z.string().nullable().describe("The id of the session or token."),
    }),
    address: z.string().nullable().describe("Where the request came from."),
    target: z
      .string()
      .nullable()
      .describe("What it was done to: the name of a user or pool, the id of a token, session or job."),
    details: z.record(z.string(), value),
    count: z
      .int()
      .describe("So many of the same kind came within a minute; more than one for refusals only."),
    server: z.string().describe("The machine that recorded it."),
  }),
);

export type AuditRecord = z.output<typeof auditRecord>;
