import { type StoreFinding, toAfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import { changedSinceMove } from "../migrate/database-step.js";
import type { MigrationRecord } from "../migrate/record.js";

/** After the pools were moved to another database: whether somebody goes on to write to the one before, where nobody reads. */
export async function examineOldDatabase(record: MigrationRecord): Promise<StoreFinding[]> {
  const done = record.find("database");
  if (!done) return [];
  const subject = "database before the move";
  try {
    const changed = await changedSinceMove(done);
    if (changed.length === 0)
      return [{ severity: "note", subject, message: "Nobody has changed pools there since." }];
    const names = changed.map((name) => quoted(name)).join(", ");
    const message = `Somebody has changed ${names} there since, such as with the 2019 manager, and nobody reads that. Make the change in the new database, and take the right to write to the old one away.`;
    return [{ severity: "warning", subject, message }];
  } catch (error) {
    return [
      { severity: "note", subject, message: `It cannot be read any more: ${toAfpoolsError(error).message}` },
    ];
  }
}
