import { AfpoolsError } from "@afpools/core";
import type { Database } from "libsql";
import { transaction } from "./transaction.js";

/** Marks a file as a pool database in its header (PRAGMA application_id): "AFPL" in ASCII. */
const applicationId = 0x4146504c;

/**
 * What was done to an empty database, step by step, to get to today's tables. The number of steps is the schema's
 * version (PRAGMA user_version). A step that was released is never edited; changes are new steps.
 *
 * `seq` orders pools by creation; `position` orders hosts and rules by when they were added. The `_key` columns are what
 * makes two names the same name, worked out in JavaScript, as SQLite folds the case of ASCII letters only.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE pools (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE,
    description TEXT NOT NULL,
    revision INTEGER NOT NULL,
    changed_by TEXT NOT NULL,
    changed_at TEXT NOT NULL
  ) STRICT;

  CREATE TABLE pool_hosts (
    pool INTEGER NOT NULL REFERENCES pools ON DELETE CASCADE,
    position INTEGER NOT NULL,
    host_key TEXT NOT NULL,
    name TEXT NOT NULL,
    engine TEXT NOT NULL,
    ip TEXT NOT NULL,
    port TEXT NOT NULL,
    PRIMARY KEY (pool, position),
    UNIQUE (pool, host_key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE pool_rules (
    pool INTEGER NOT NULL REFERENCES pools ON DELETE CASCADE,
    position INTEGER NOT NULL,
    rule_key TEXT NOT NULL,
    rule TEXT NOT NULL,
    PRIMARY KEY (pool, position),
    UNIQUE (pool, rule_key)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE history (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    pool_id TEXT NOT NULL,
    change TEXT NOT NULL CHECK (json_valid(change))
  ) STRICT;

  CREATE INDEX history_by_pool ON history (pool_id, seq);
  `,
  `
  CREATE TABLE leases (
    name TEXT PRIMARY KEY,
    holder TEXT NOT NULL,
    beat INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE TABLE users (
    name_key TEXT PRIMARY KEY,
    revision INTEGER NOT NULL,
    user TEXT NOT NULL CHECK (json_valid(user))
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE credentials (
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    credential TEXT NOT NULL CHECK (json_valid(credential))
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX credentials_by_user ON credentials (user_id);
  `,
  // Credentials say what they were made with. Of sessions and links of before nobody knows that, so they end.
  `
  DELETE FROM credentials WHERE credential ->> '$.kind' <> 'token';
  UPDATE credentials SET credential = json_set(
    credential,
    '$.notAfter', credential ->> '$.expiresAt',
    '$.madeWith', json('[]'),
    '$.signedInBy', NULL,
    '$.usedFrom', NULL,
    '$.agent', NULL,
    '$.closedAt', NULL
  );
  `,
  `
  CREATE TABLE sign_in_places (
    user_key TEXT NOT NULL,
    address TEXT NOT NULL,
    user TEXT NOT NULL,
    user_id TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (user_key, address)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE audit (
    at TEXT NOT NULL,
    id TEXT NOT NULL UNIQUE,
    user_key TEXT,
    action TEXT NOT NULL,
    outcome TEXT NOT NULL,
    record TEXT NOT NULL CHECK (json_valid(record))
  ) STRICT;

  CREATE INDEX audit_by_time ON audit (at, id);

  CREATE TRIGGER audit_records_stay_as_they_are BEFORE UPDATE ON audit
  BEGIN
    SELECT RAISE(ABORT, 'audit records are not changed');
  END;

  CREATE TABLE answers (
    id TEXT PRIMARY KEY,
    fingerprint TEXT NOT NULL,
    attempt TEXT NOT NULL,
    at TEXT NOT NULL,
    answer TEXT
  ) STRICT, WITHOUT ROWID;
  `,
  `
  CREATE INDEX history_by_name ON history (change ->> '$.poolName', seq);
  `,
  // Rules may be pool expressions and exceptions, which earlier releases take for host patterns that they cannot read.
  "",
  `
  CREATE TABLE host_facts (
    name TEXT PRIMARY KEY,
    facts TEXT NOT NULL CHECK (json_valid(facts)),
    at TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // Changes may belong to a batch, of which earlier releases would take back a part.
  "",
  // A row of a large farm has 60 kB: with its own id it is kept beside the table's pages, and the index stays small.
  `
  CREATE TABLE usage (
    id INTEGER PRIMARY KEY,
    resolution TEXT NOT NULL,
    at TEXT NOT NULL,
    farm TEXT NOT NULL CHECK (json_valid(farm)),
    pools TEXT NOT NULL CHECK (json_valid(pools)),
    UNIQUE (resolution, at)
  ) STRICT;
  `,
  "ALTER TABLE pools ADD COLUMN restart_strays INTEGER NOT NULL DEFAULT 0;",
  // Without these a question for what there are few or none of would read the whole audit.
  `
  CREATE INDEX audit_by_action ON audit (action, at, id);
  CREATE INDEX audit_by_user ON audit (user_key, at, id);
  `,
];

/**
 * Brings the database to the newest schema, or makes it when the file is empty. Safe when several processes do it at
 * once: one does, the others find it done.
 *
 * @throws AfpoolsError `STORE_TOO_NEW` when a newer release wrote the file; `STORE_CORRUPT` when it is the database of
 * another program. Nothing is changed then.
 */
export function migrate(db: Database, location: string, steps = migrations): void {
  const version = () => {
    assertOurs(db, location);
    return schemaVersion(db, location, steps.length);
  };
  if (transaction(db, "DEFERRED", version) === steps.length) return;
  transaction(db, "IMMEDIATE", () => {
    for (const step of steps.slice(version())) db.exec(step);
    db.exec(`PRAGMA application_id = ${applicationId}; PRAGMA user_version = ${steps.length}`);
  });
}

/** @throws AfpoolsError `STORE_TOO_NEW` when the database is at a later version than `newest`. */
export function schemaVersion(db: Database, location: string, newest = migrations.length): number {
  const version = readNumber(db, "SELECT user_version FROM pragma_user_version");
  if (version <= newest) return version;
  throw new AfpoolsError(
    "STORE_TOO_NEW",
    `The pool database ${location} is at version ${version}, made by a newer release; this one knows version ${newest} and older. Update Afanasy Pools here, and restart it.`,
    { details: { location, version, newest } },
  );
}

/** @throws AfpoolsError `STORE_CORRUPT` when it is the database of another program. */
export function assertOurs(db: Database, location: string): void {
  const id = readNumber(db, "SELECT application_id FROM pragma_application_id");
  if (id === applicationId) return;
  if (id === 0 && readNumber(db, "SELECT count(*) FROM sqlite_schema") === 0) return;
  throw new AfpoolsError(
    "STORE_CORRUPT",
    `The file ${location} is the SQLite database of another program, not a pool database; it is left as it is. Name another path.`,
    { details: { location, applicationId: id } },
  );
}

function readNumber(db: Database, sql: string): number {
  const [row] = db.prepare(sql).raw().all() as [[number]];
  return row[0];
}
