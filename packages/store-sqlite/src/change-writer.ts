import {
  conflictError,
  hostKey,
  nameTakenError,
  type Pool,
  type PoolChange,
  poolAfter,
  poolNameKey,
  poolNotFoundError,
} from "@afpools/core";
import type { Database } from "libsql";
import { type PoolReader, poolRow } from "./pool-reader.js";

/** Does a change to the tables of pools, row by row of its diff; to be called in a transaction. */
export function changeWriter(db: Database, reader: PoolReader): (change: PoolChange) => void {
  const rivals = db.prepare("SELECT 1 FROM pools WHERE name_key = ? AND id <> ?").raw();
  const deletePool = db.prepare("DELETE FROM pools WHERE id = ?");
  const putPool = db
    .prepare(
      `INSERT INTO pools (id, name, name_key, description, restart_strays, revision, changed_by, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (id) DO UPDATE SET name = excluded.name, name_key = excluded.name_key,
         description = excluded.description, restart_strays = excluded.restart_strays, revision = excluded.revision,
         changed_by = excluded.changed_by, changed_at = excluded.changed_at
       RETURNING seq`,
    )
    .raw();
  const removeHost = db.prepare("DELETE FROM pool_hosts WHERE pool = ? AND host_key = ?");
  const addHost = db.prepare(
    `INSERT INTO pool_hosts (pool, position, host_key, name, engine, ip, port)
     VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM pool_hosts WHERE pool = ?1), ?2, ?3, ?4, ?5, ?6)
     ON CONFLICT (pool, host_key) DO NOTHING`,
  );
  const removeRule = db.prepare("DELETE FROM pool_rules WHERE pool = ? AND rule_key = ?");
  const addRule = db.prepare(
    `INSERT INTO pool_rules (pool, position, rule_key, rule)
     VALUES (?1, (SELECT coalesce(max(position), 0) + 1 FROM pool_rules WHERE pool = ?1), ?2, ?3)
     ON CONFLICT (pool, rule_key) DO NOTHING`,
  );

  const put = (pool: Pool): number => {
    return (putPool.all(...poolRow(pool)) as [[number]])[0][0];
  };

  return (change) => {
    const current = reader.byId(change.poolId);
    if (!current && change.kind !== "create") throw poolNotFoundError(change.poolName);
    if (current && (change.kind === "create" || current.revision !== change.revision - 1)) {
      throw conflictError(change, current);
    }
    if (change.kind === "delete") {
      deletePool.run(change.poolId);
      return;
    }
    const after = poolAfter(current, change);
    if (rivals.all(poolNameKey(after.name), after.id).length > 0) throw nameTakenError(after.name);
    const pool = put(after);
    const { hosts, rules } = change.diff;
    for (const host of hosts?.removed ?? []) removeHost.run(pool, hostKey(host.name));
    for (const { name, engine, ip, port } of hosts?.added ?? []) {
      addHost.run(pool, hostKey(name), name, engine, ip, port);
    }
    for (const rule of rules?.removed ?? []) removeRule.run(pool, rule.toLowerCase());
    for (const rule of rules?.added ?? []) addRule.run(pool, rule.toLowerCase(), rule);
  };
}
