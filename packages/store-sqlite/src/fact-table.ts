import type { FactStore, SaidFacts } from "@afpools/core";
import type { Database } from "libsql";
import type { DatabaseUse } from "./account-tables.js";

/** What hosts said of themselves, each a row of JSON. */
export function factTable(db: Database, { use, change }: DatabaseUse): FactStore {
  const all = db.prepare("SELECT name, facts, at FROM host_facts").raw();
  const some = db
    .prepare("SELECT name, facts, at FROM host_facts WHERE name IN (SELECT value FROM json_each(?))")
    .raw();
  const put = db.prepare(
    `INSERT INTO host_facts (name, facts, at) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET facts = excluded.facts, at = excluded.at WHERE facts <> excluded.facts`,
  );
  return {
    list: (names) =>
      use(() =>
        ((names ? some.all(JSON.stringify(names)) : all.all()) as [string, string, string][]).map(
          ([name, facts, at]): SaidFacts => ({ name, facts: JSON.parse(facts), at }),
        ),
      ),
    put: (said) =>
      change(() => {
        for (const { name, facts, at } of said) put.run(name, JSON.stringify(facts), at);
      }),
  };
}
