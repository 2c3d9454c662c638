import { auditActions, auditOutcomes } from "@afpools/core/internal";
import * as z from "zod";
import { auditRecord } from "../resources/audit.js";
import { listOf } from "../resources/named.js";
import { time } from "../resources/values.js";
import type { Route } from "./route.js";

export const auditRoutes = {
  listAudit: {
    summary: "List audit records, newest first",
    needs: "admin",
    query: z.strictObject({
      limit: z.exactOptional(z.int().min(1).max(1_000)).describe("The most to give. Default: 100."),
      before: z.exactOptional(z.string()).describe("Only those that follow: `next` of the answer before."),
      user: z.exactOptional(z.string()).describe("By the user of this name."),
      action: z.exactOptional(z.enum(auditActions)),
      outcome: z.exactOptional(z.enum(auditOutcomes)),
      since: z.exactOptional(time).describe("At this moment or later."),
      until: z.exactOptional(time).describe("Before this moment."),
    }),
    result: z.object({
      records: listOf(auditRecord),
      next: z
        .string()
        .nullable()
        .describe("What to ask for as `before` to get older ones; null where there are none."),
    }),
    errors: ["NOT_SUPPORTED", "TOO_MANY_REQUESTS", "STORE_UNAVAILABLE"],
  },
} as const satisfies Record<string, Route>;
