import { sumsOfNumbers, sumsToNumbers, type UsageRow, type UsageStore } from "@afpools/core";
import type { Database } from "libsql";
import type { DatabaseUse } from "./account-tables.js";

/** How hosts were used, a row for each span of time: the pools' sums are JSON arrays by the pools' ids. */
export function usageTable(db: Database, { use, change }: DatabaseUse): UsageStore {
  const insert = db.prepare("INSERT OR IGNORE INTO usage (resolution, at, farm, pools) VALUES (?, ?, ?, ?)");
  const put = db.prepare(
    `INSERT INTO usage (resolution, at, farm, pools) VALUES (?, ?, ?, ?)
     ON CONFLICT (resolution, at) DO UPDATE SET farm = excluded.farm, pools = excluded.pools`,
  );
  const deleteBefore = db.prepare("DELETE FROM usage WHERE resolution = ? AND at < ?");
  const list = (pools: string) =>
    db
      .prepare(
        `SELECT at, farm, ${pools} FROM usage
         WHERE resolution = ? AND at >= ? AND at < ? ORDER BY at LIMIT ?`,
      )
      .raw();
  const ofAll = list("pools");
  // A label alone would be a place in an array where it has digits only.
  const ofPool = `pools -> ('$."' || value || '"')`;
  const ofSome = list(
    `(SELECT json_group_object(value, json(${ofPool})) FROM json_each(?) WHERE ${ofPool} IS NOT NULL)`,
  );
  return {
    insert: (row) => change(() => insert.run(...valuesOf(row)).changes === 1),
    put: (rows) =>
      change(() => {
        for (const row of rows) put.run(...valuesOf(row));
      }),
    list: ({ resolution, since = "", until = "9", pools, limit }) =>
      use(() => {
        const span = [resolution, since, until, limit];
        const rows = pools ? ofSome.all(JSON.stringify(pools), ...span) : ofAll.all(...span);
        return (rows as [string, string, string][]).map(([at, farm, ofPools]): UsageRow => {
          return { resolution, at, farm: sumsOfNumbers(JSON.parse(farm)), pools: mapOf(ofPools) };
        });
      }),
    deleteBefore: (resolution, at) => change(() => void deleteBefore.run(resolution, at)),
  };
}

function valuesOf({ resolution, at, farm, pools }: UsageRow): [string, string, string, string] {
  const ofPools = Object.fromEntries(Array.from(pools, ([id, sums]) => [id, sumsToNumbers(sums)]));
  return [resolution, at, JSON.stringify(sumsToNumbers(farm)), JSON.stringify(ofPools)];
}

function mapOf(json: string): UsageRow["pools"] {
  const pools = Object.entries(JSON.parse(json) as Record<string, number[]>);
  return new Map(pools.map(([id, numbers]) => [id, sumsOfNumbers(numbers)]));
}
