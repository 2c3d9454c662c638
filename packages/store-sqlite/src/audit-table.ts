import { type AuditQuery, type AuditRecord, type AuditStore, userKey } from "@afpools/core";
import type { Database } from "libsql";
import type { DatabaseUse } from "./account-tables.js";

/** The audit, each record a row of JSON beside what it is found by. */
export function auditTable(db: Database, { use, change }: DatabaseUse): AuditStore {
  const put = db.prepare(
    "INSERT OR IGNORE INTO audit (at, id, user_key, action, outcome, record) VALUES (?, ?, ?, ?, ?, ?)",
  );
  const deleteBefore = db.prepare("DELETE FROM audit WHERE at < ?");
  return {
    append: (records) =>
      change(() => {
        for (const record of records) {
          const { at, id, actor, action, outcome } = record;
          const key = actor.user === null ? null : userKey(actor.user);
          put.run(at, id, key, action, outcome, JSON.stringify(record));
        }
      }),
    list: (query) =>
      use(() => {
        const { sql, values } = auditSelection(query);
        const rows = db
          .prepare(sql)
          .raw()
          .all(...values) as [string][];
        return rows.map(([json]): AuditRecord => JSON.parse(json));
      }),
    deleteBefore: (at) => change(() => deleteBefore.run(at).changes),
  };
}

/** The statement of a query. Nothing of a caller's stands in it: values are bound. */
export function auditSelection({ limit, before, user, action, outcome, since, until }: AuditQuery) {
  const conditions: [string, ...(string | undefined)[]][] = [
    ["(at, id) < (?, ?)", before?.at, before?.id],
    ["user_key = ?", user === undefined ? undefined : userKey(user)],
    ["action = ?", action],
    ["outcome = ?", outcome],
    ["at >= ?", since],
    ["at < ?", until],
  ];
  const used = conditions.filter(([, value]) => value !== undefined);
  const where = used.length === 0 ? "" : `WHERE ${used.map(([condition]) => condition).join(" AND ")}`;
  return {
    sql: `SELECT record FROM audit ${where} ORDER BY at DESC, id DESC LIMIT ?`,
    values: [...used.flatMap(([, ...values]) => values), limit],
  };
}
