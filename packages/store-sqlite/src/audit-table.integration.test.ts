import type { AuditQuery } from "@afpools/core";
import { expect, test } from "vitest";
import { auditSelection } from "./audit-table.js";
import { openRaw, openStore, tempPath } from "./testing/temp-database.js";

test.each<[string, Omit<AuditQuery, "limit">]>([
  ["audit_by_time", { before: { at: "2026", id: "a" } }],
  ["audit_by_time", { since: "2026" }],
  ["audit_by_action", { action: "job.pool.set", outcome: "ok", before: { at: "2026", id: "a" } }],
  ["audit_by_user", { user: "nobody" }],
])("records are found by the index %s, in their order: %j", (index, query) => {
  const path = tempPath();
  openStore(path);
  const { sql, values } = auditSelection({ limit: 100, ...query });
  const plan = openRaw(path)
    .prepare(`EXPLAIN QUERY PLAN ${sql}`)
    .all(...values) as { detail: string }[];
  expect(plan.map(({ detail }) => detail)).toEqual([expect.stringContaining(`USING INDEX ${index}`)]);
});
