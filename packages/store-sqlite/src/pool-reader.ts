import { type Pool, poolNameKey } from "@afpools/core";
import type { Database } from "libsql";

// A pool is one row, its hosts and rules gathered into JSON by SQLite: several times faster than a row a host.
const selectPools = `
  SELECT id, name, description, restart_strays, revision, changed_by, changed_at,
    (SELECT json_group_array(json_object('name', name, 'engine', engine, 'ip', ip, 'port', port) ORDER BY position)
       FROM pool_hosts WHERE pool = pools.seq),
    (SELECT json_group_array(rule ORDER BY position) FROM pool_rules WHERE pool = pools.seq)
  FROM pools`;

type PoolRow = [
  id: string,
  name: string,
  description: string,
  restartStrays: number,
  revision: number,
  changedBy: string,
  changedAt: string,
  hosts: string,
  rules: string,
];

export interface PoolReader {
  /** All pools in the order of their creation. */
  all(): Pool[];
  byId(id: string): Pool | undefined;
  find(idOrName: string): Pool | undefined;
  /** All pools in the order of their creation, those of `known` taken over but for the `changed` ids. */
  update(known: readonly Pool[], changed: ReadonlySet<string>): Pool[];
}

export function poolReader(db: Database): PoolReader {
  const all = db.prepare(`${selectPools} ORDER BY seq`).raw();
  const byId = db.prepare(`${selectPools} WHERE id = ?`).raw();
  const byIdOrName = db
    .prepare(`${selectPools} WHERE id = ?1 OR name_key = ?2 ORDER BY id = ?1 DESC LIMIT 1`)
    .raw();
  const ids = db.prepare("SELECT id FROM pools ORDER BY seq").raw();

  const read = (statement: typeof byId, ...values: string[]) =>
    (statement.all(...values) as PoolRow[]).map(toPool);

  return {
    all: () => read(all),
    byId: (id) => read(byId, id)[0],
    find: (idOrName) => read(byIdOrName, idOrName, poolNameKey(idOrName))[0],
    update(known, changed) {
      const kept = new Map(known.filter((pool) => !changed.has(pool.id)).map((pool) => [pool.id, pool]));
      return (ids.all() as [string][]).flatMap(([id]) => kept.get(id) ?? read(byId, id));
    },
  };
}

/** The columns of a pool but for its hosts and rules: id, name, name_key, description, restart_strays and who changed it. */
export function poolRow(pool: Pool): (string | number)[] {
  const { id, name, description, restartStrays = false, revision, changedBy, changedAt } = pool;
  return [id, name, poolNameKey(name), description, Number(restartStrays), revision, changedBy, changedAt];
}

function toPool(row: PoolRow): Pool {
  const [id, name, description, restartStrays, revision, changedBy, changedAt, hosts, rules] = row;
  return {
    id,
    name,
    description,
    hosts: JSON.parse(hosts),
    rules: JSON.parse(rules),
    ...(restartStrays === 1 && { restartStrays: true }),
    revision,
    changedBy,
    changedAt,
  };
}
