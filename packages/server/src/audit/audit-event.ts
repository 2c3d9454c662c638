import type { AuditRecord } from "@afpools/core";

/** Something that is to be recorded: when, where and as what is added to it. */
export type AuditEvent = Pick<
  AuditRecord,
  "action" | "outcome" | "code" | "actor" | "address" | "target" | "details"
>;
