import type { Lease } from "@afpools/core";
import type { Database } from "libsql";

export interface LeaseTable {
  read(name: string): Lease;
  /** False when the lease in the table is not at the beat before; to be called in a transaction. */
  claim(lease: Lease): boolean;
}

export function leaseTable(db: Database): LeaseTable {
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
    read,
    claim: ({ name, holder, beat }) => {
      if (read(name).beat !== beat - 1) return false;
      put.run(name, holder, beat);
      return true;
    },
  };
}
