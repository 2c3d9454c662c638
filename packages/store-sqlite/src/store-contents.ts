import {
  type Credential,
  hostKey,
  notEmptyError,
  type Pool,
  type StoreContents,
  type User,
  userKey,
} from "@afpools/core";
import type { Database } from "libsql";
import type { ChangeHistory } from "./change-history.js";
import { type PoolReader, poolRow } from "./pool-reader.js";

interface Parts {
  readonly reader: PoolReader;
  readonly history: ChangeHistory;
}

/** All that the tables hold; to be called in a transaction. */
export function readContents(db: Database, { reader, history }: Parts): StoreContents {
  const records = <T>(sql: string) =>
    (db.prepare(sql).raw().all() as [string][]).map(([json]): T => JSON.parse(json));
  return {
    pools: reader.all(),
    history: history.all(),
    users: records<User>("SELECT user FROM users ORDER BY name_key"),
    credentials: records<Credential>("SELECT credential FROM credentials ORDER BY id"),
  };
}

/**
 * Puts contents into the tables; to be called in a transaction.
 *
 * @throws AfpoolsError `CONFLICT` where they are not empty
 */
export function fillTables(db: Database, contents: StoreContents, history: ChangeHistory, location: string) {
  const { pools, users, credentials } = contents;
  const isFull = (table: string) => db.prepare(`SELECT 1 FROM ${table} LIMIT 1`).raw().all().length > 0;
  if (isFull("pools") || isFull("history") || (users.length > 0 && isFull("users"))) {
    throw notEmptyError(location);
  }
  const addPool = poolAdder(db);
  for (const pool of pools) addPool(pool);
  for (const change of contents.history) history.add(change);
  // Of pools that the history does not know, too, watches are to see that they are there.
  history.skip();
  const addUser = db.prepare("INSERT INTO users (name_key, revision, user) VALUES (?, ?, ?)");
  for (const user of users) addUser.run(userKey(user.name), user.revision, JSON.stringify(user));
  const addCredential = db.prepare(
    "INSERT INTO credentials (id, user_id, revision, credential) VALUES (?, ?, ?, ?)",
  );
  for (const it of credentials) addCredential.run(it.id, it.userId, it.revision, JSON.stringify(it));
}

function poolAdder(db: Database): (pool: Pool) => void {
  const addPool = db
    .prepare(
      `INSERT INTO pools (id, name, name_key, description, restart_strays, revision, changed_by, changed_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING seq`,
    )
    .raw();
  const addHost = db.prepare(
    "INSERT INTO pool_hosts (pool, position, host_key, name, engine, ip, port) VALUES (?, ?, ?, ?, ?, ?, ?)",
  );
  // In documents of MongoDB one rule can stand twice; it counts once.
  const addRule = db.prepare(
    "INSERT OR IGNORE INTO pool_rules (pool, position, rule_key, rule) VALUES (?, ?, ?, ?)",
  );
  return (pool) => {
    const { hosts, rules } = pool;
    const [[seq]] = addPool.all(...poolRow(pool)) as [[number]];
    hosts.forEach((host, index) => {
      addHost.run(seq, index + 1, hostKey(host.name), host.name, host.engine, host.ip, host.port);
    });
    rules.forEach((rule, index) => {
      addRule.run(seq, index + 1, rule.toLowerCase(), rule);
    });
  };
}
