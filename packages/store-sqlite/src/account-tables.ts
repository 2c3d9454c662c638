import { type AccountStore, type Credential, type User, userKey } from "@afpools/core";
import type { Database } from "libsql";
import { transaction } from "./transaction.js";

/**
 * Users and credentials, each a row of JSON.
 *
 * @param use does work with the database, when it is free
 */
export function accountTables(db: Database, use: <T>(work: () => T) => Promise<T>): AccountStore {
  const users = recordTable<User>(db, { table: "users", key: "name_key", record: "user" });
  const credentials = recordTable<Credential>(db, { table: "credentials", key: "id", record: "credential" });
  const putUser = db.prepare("INSERT OR REPLACE INTO users (name_key, revision, user) VALUES (?, ?, ?)");
  const putCredential = db.prepare(
    "INSERT OR REPLACE INTO credentials (id, user_id, revision, credential) VALUES (?, ?, ?, ?)",
  );
  const ofUser = db.prepare("SELECT credential FROM credentials WHERE user_id = ? ORDER BY id").raw();

  const write = (revisionNow: () => number, revision: number, put: () => void) =>
    use(() =>
      transaction(db, "IMMEDIATE", () => {
        if (revisionNow() !== revision - 1) return false;
        put();
        return true;
      }),
    );

  return {
    listUsers: () => use(() => users.all()),
    findUser: (name) => use(() => users.find(userKey(name))),
    writeUser: (user) => {
      const key = userKey(user.name);
      return write(
        () => users.revision(key),
        user.revision,
        () => void putUser.run(key, user.revision, JSON.stringify(user)),
      );
    },
    deleteUser: (name) => use(() => users.delete(userKey(name))),
    listCredentials: ({ userId } = {}) =>
      use(() =>
        userId === undefined
          ? credentials.all()
          : (ofUser.all(userId) as [string][]).map(([json]): Credential => JSON.parse(json)),
      ),
    findCredential: (id) => use(() => credentials.find(id)),
    writeCredential: (credential) => {
      const { id, userId, revision } = credential;
      return write(
        () => credentials.revision(id),
        revision,
        () => void putCredential.run(id, userId, revision, JSON.stringify(credential)),
      );
    },
    deleteCredential: (id) => use(() => credentials.delete(id)),
  };
}

/** What is alike for both tables. The names are ours: nothing of a caller's stands in the statements. */
function recordTable<T>(db: Database, { table, key, record }: Record<"table" | "key" | "record", string>) {
  const all = db.prepare(`SELECT ${record} FROM ${table} ORDER BY ${key}`).raw();
  const byKey = db.prepare(`SELECT ${record} FROM ${table} WHERE ${key} = ?`).raw();
  const revisionOf = db.prepare(`SELECT revision FROM ${table} WHERE ${key} = ?`).raw();
  const remove = db.prepare(`DELETE FROM ${table} WHERE ${key} = ?`);
  const records = (rows: unknown[]) => (rows as [string][]).map(([json]): T => JSON.parse(json));
  return {
    all: () => records(all.all()),
    find: (value: string) => records(byKey.all(value))[0],
    revision: (value: string) => (revisionOf.all(value) as [number][])[0]?.[0] ?? 0,
    delete: (value: string) => remove.run(value).changes > 0,
  };
}
