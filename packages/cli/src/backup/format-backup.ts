import { createHash } from "node:crypto";
import type { Backup } from "./backup.js";
import { type BackupHead, backupVersion } from "./backup-schema.js";

/** A backup as a file: lines of JSON, the first says what it is, the last proves that all of it is there. */
export function* formatBackup(backup: Backup): Generator<string> {
  const digest = createHash("sha256");
  for (const value of records(backup)) {
    const line = `${JSON.stringify(value)}\n`;
    digest.update(line);
    yield line;
  }
  yield `${JSON.stringify({ sha256: digest.digest("hex") })}\n`;
}

function* records({ createdAt, from, pools, changes, users, tokens }: Backup) {
  const head: BackupHead = {
    format: "afpools-backup",
    version: backupVersion,
    createdAt,
    from,
    pools: pools.length,
    changes: changes.length,
    users: users.length,
    tokens: tokens.length,
  };
  yield head;
  for (const pool of pools) yield { pool };
  for (const change of changes) yield { change };
  for (const user of users) yield { user };
  for (const token of tokens) yield { token };
}
