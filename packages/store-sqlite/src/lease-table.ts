import type { Lease, LeaseStore } from "@afpools/core";
import type { Database } from "libsql";
import type { DatabaseUse } from "./account-tables.js";

export function leaseTable(db: Database, { use, change }: DatabaseUse): LeaseStore {
  const byName = db.prepare("SELECT holder, beat FROM leases WHERE name = ?").raw();
  const put = db.prepare(
    `INSERT INTO leases (name, holder, beat) VALUES (?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, beat = excluded.beat`,
  );
  const read = (name: string): Lease => {
    const [[holder, beat] = ["", 0] as const] = byName.all(name) as [string, number][];
    return { name, holder, beat };
  };
  return {
    read: (name) => use(() => read(name)),
    claim: ({ name, holder, beat }) =>
      change(() => {
        if (read(name).beat !== beat - 1) return false;
        put.run(name, holder, beat);
        return true;
      }),
  };
}
