-- A pool database of version 11, as a process that knew no later one left it. Never edited.
CREATE TABLE pools (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  name TEXT NOT NULL,
  name_key TEXT NOT NULL UNIQUE,
  description TEXT NOT NULL,
  revision INTEGER NOT NULL,
  changed_by TEXT NOT NULL,
  changed_at TEXT NOT NULL
, restart_strays INTEGER NOT NULL DEFAULT 0) STRICT;

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
CREATE INDEX history_by_name ON history (change ->> '$.poolName', seq);

CREATE TABLE leases (
  name TEXT PRIMARY KEY,
  holder TEXT NOT NULL,
  beat INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

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
CREATE INDEX audit_by_action ON audit (action, at, id);
CREATE INDEX audit_by_user ON audit (user_key, at, id);

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

CREATE TABLE host_facts (
  name TEXT PRIMARY KEY,
  facts TEXT NOT NULL CHECK (json_valid(facts)),
  at TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE usage (
  id INTEGER PRIMARY KEY,
  resolution TEXT NOT NULL,
  at TEXT NOT NULL,
  farm TEXT NOT NULL CHECK (json_valid(farm)),
  pools TEXT NOT NULL CHECK (json_valid(pools)),
  UNIQUE (resolution, at)
) STRICT;

INSERT INTO pools VALUES
  (3, '65a000000000000000000001', 'GPU', 'gpu', 'it''s cards 🎬', 2, 'anna', '2026-01-01T12:00:02.000Z', 0),
  (5, '65a000000000000000000002', 'nuke', 'nuke', '', 1, 'ben', '2026-01-02T12:00:00.000Z', 1);
INSERT INTO pool_hosts VALUES
  (3, 1, 'pc-01', 'PC-01', '3.3.1', '10.0.0.7', '51000'),
  (3, 4, 'pc-02', 'pc-02', '', '', '');
INSERT INTO pool_rules VALUES (3, 1, 'lt-*', 'LT-*');
INSERT INTO history VALUES
  (1, '65a0000000000000000000c1', '65a000000000000000000001', '{"id":"65a0000000000000000000c1","kind":"create","poolId":"65a000000000000000000001","poolName":"cards","revision":1,"diff":{"name":{"before":"","after":"cards"}},"by":"anna","origin":"cli","at":"2026-01-01T12:00:01.000Z"}'),
  (2, '65a0000000000000000000c2', '65a000000000000000000001', '{"id":"65a0000000000000000000c2","kind":"update","poolId":"65a000000000000000000001","poolName":"GPU","revision":2,"diff":{"name":{"before":"cards","after":"GPU"}},"by":"anna","origin":"cli","at":"2026-01-01T12:00:02.000Z"}');
INSERT INTO leases VALUES ('reconciler', 'server-1', 7);
INSERT INTO users VALUES ('anna', 2, '{"id":"65a0000000000000000000a1","name":"Anna","role":"admin","disabled":false,"password":"","createdAt":"2026-01-01T12:00:00.000Z","revision":2}');
INSERT INTO credentials VALUES ('65a0000000000000000000b1', '65a0000000000000000000a1', 1, '{"id":"65a0000000000000000000b1","kind":"token","hash":"0000000000000000000000000000000000000000000000000000000000000000","user":"Anna","userId":"65a0000000000000000000a1","label":"ci","role":null,"createdAt":"2026-01-01T12:00:00.000Z","expiresAt":null,"notAfter":null,"madeWith":[],"signedInBy":null,"usedAt":null,"usedFrom":null,"agent":null,"closedAt":null,"revision":1}');
INSERT INTO sign_in_places VALUES ('anna', '10.0.0.7', 'Anna', '65a0000000000000000000a1', '2026-01-01T12:00:03.000Z');
INSERT INTO audit VALUES ('2026-01-01T12:00:03.000Z', '65a0000000000000000000d1', 'anna', 'token.create', 'ok', '{"id":"65a0000000000000000000d1","at":"2026-01-01T12:00:03.000Z","action":"token.create","outcome":"ok","code":null,"actor":{"user":"Anna","userId":"65a0000000000000000000a1","by":"cli","credential":null},"address":null,"target":"65a0000000000000000000b1","details":{"label":"ci"},"count":1,"server":"cli"}');
INSERT INTO answers VALUES ('a', 'of the request', 'one', '2026-01-01T12:00:03.000Z', 'the answer');
INSERT INTO host_facts VALUES ('PC-01', '{"cores":32}', '2026-01-01T12:00:03.000Z');
INSERT INTO usage VALUES (1, 'hour', '2026-01-01T12:00:00.000Z', '[60,120,60,0,30,60,600,2,90]', '{"65a000000000000000000001":[60,60,60,0,0,60,600,2,90]}');
PRAGMA application_id = 1095127116;
PRAGMA user_version = 12;
