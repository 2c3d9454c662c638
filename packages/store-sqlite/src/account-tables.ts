import {
  type AccountStore,
  type Credential,
  canDeleteUser,
  canWriteUser,
  type SignInPlace,
  type User,
  userKey,
} from "@afpools/core";
import type { Database } from "libsql";

/** How the tables get at the database: each waits until it is free. */
export interface DatabaseUse {
  /** Reads. */
  use<T>(work: () => T): Promise<T>;
  /** Reads and writes, all of it or nothing, while nobody else writes. */
  change<T>(work: () => T): Promise<T>;
}

/** Users and credentials, each a row of JSON. */
export function accountTables(db: Database, { use, change }: DatabaseUse): AccountStore {
  const users = recordTable<User>(db, { table: "users", key: "name_key", record: "user" });
  const credentials = recordTable<Credential>(db, { table: "credentials", key: "id", record: "credential" });
  const putUser = db.prepare("INSERT OR REPLACE INTO users (name_key, revision, user) VALUES (?, ?, ?)");
  const putCredential = db.prepare(
    "INSERT OR REPLACE INTO credentials (id, user_id, revision, credential) VALUES (?, ?, ?, ?)",
  );
  const ofUser = db.prepare("SELECT credential FROM credentials WHERE user_id = ? ORDER BY id").raw();
  const placeOf = db.prepare(
    `SELECT user, user_id AS "userId", address, at FROM sign_in_places WHERE user_key = ? AND address = ?`,
  );
  const putPlace = db.prepare(
    "INSERT OR REPLACE INTO sign_in_places (user_key, address, user, user_id, at) VALUES (?, ?, ?, ?, ?)",
  );
  const deletePlaces = db.prepare("DELETE FROM sign_in_places WHERE at < ?");

  return {
    listUsers: () => use(() => users.all()),
    findUsers: (names) => use(() => users.find(names.map(userKey))),
    writeUser: (user, options) =>
      change(() => {
        if (!canWriteUser(users.all(), user, options)) return false;
        putUser.run(userKey(user.name), user.revision, JSON.stringify(user));
        return true;
      }),
    deleteUser: (name) => change(() => canDeleteUser(users.all(), name) && users.delete(userKey(name))),
    listCredentials: ({ userId } = {}) =>
      use(() => (userId === undefined ? credentials.all() : parseRows<Credential>(ofUser.all(userId)))),
    findCredentials: (ids) => use(() => credentials.find(ids)),
    writeCredential: (credential) =>
      change(() => {
        const { id, userId, revision } = credential;
        if (credentials.revision(id) !== revision - 1) return false;
        putCredential.run(id, userId, revision, JSON.stringify(credential));
        return true;
      }),
    deleteCredential: (id) => change(() => credentials.delete(id)),
    findPlace: (name, address) => use(() => (placeOf.all(userKey(name), address) as SignInPlace[])[0]),
    notePlace: ({ user, userId, address, at }) =>
      change(() => void putPlace.run(userKey(user), address, user, userId, at)),
    deletePlacesBefore: (at) => change(() => void deletePlaces.run(at)),
  };
}

/** What is alike for both tables. The names are ours: nothing of a caller's stands in the statements. */
function recordTable<T>(db: Database, { table, key, record }: Record<"table" | "key" | "record", string>) {
  const all = db.prepare(`SELECT ${record} FROM ${table} ORDER BY ${key}`).raw();
  const byKeys = db
    .prepare(
      `SELECT ${record} FROM ${table} WHERE ${key} IN (SELECT value FROM json_each(?)) ORDER BY ${key}`,
    )
    .raw();
  const revisionOf = db.prepare(`SELECT revision FROM ${table} WHERE ${key} = ?`).raw();
  const remove = db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
  return {
    all: () => parseRows<T>(all.all()),
    find: (values: readonly string[]) => parseRows<T>(byKeys.all(JSON.stringify(values))),
    revision: (value: string) => (revisionOf.all(value) as [number][])[0]?.[0] ?? 0,
    delete: (value: string) => remove.run(value).changes > 0,
  };
}

function parseRows<T>(rows: unknown[]): T[] {
  return (rows as [string][]).map(([json]): T => JSON.parse(json));
}
