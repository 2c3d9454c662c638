import { canDeleteUser, canWriteUser, type User, userKey, type WriteUserOptions } from "@afpools/core";
import type { Collection, Filter } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";

/** One write of a user in `pools_user_log`; its number in twelve digits is its key. */
export interface UserLogDocument {
  readonly _id: string;
  /** Which user (`userKey`). */
  readonly key: string;
  /** The user after the write; absent when the write deleted the user. */
  readonly user?: User;
}

/** A user in `pools_users`, where version 1 of the database kept them under the keys of their names. */
export type OldUserDocument = User & { readonly _id: string };

export interface UserCollections {
  readonly userLog: Collection<UserLogDocument>;
  readonly users: Collection<OldUserDocument>;
}

type Decision = Omit<UserLogDocument, "_id"> | undefined;

const keyOf = (number: number) => String(number).padStart(12, "0");

/**
 * Users as a log of writes, of which the last one of each user counts. A write that was decided on the users as of entry n
 * is entry n + 1: of two writers that decide on the same users one gets the number, and the other one decides anew. That
 * keeps what must be true of all users together, such as that one of them is an admin, without transactions and without
 * atomic updates. All it takes is that of two inserts under one key one fails.
 *
 * A superseded entry is deleted, but not the one that tells that a user was deleted: what is deleted cannot come back.
 */
export class UserLog {
  readonly #log: Collection<UserLogDocument>;
  readonly #old: Collection<OldUserDocument>;
  #isAdopted = false;

  constructor({ userLog, users }: UserCollections) {
    this.#log = userLog;
    this.#old = users;
  }

  /** All users, in the order of their keys. */
  list(): Promise<readonly User[]> {
    return this.#read({}, {});
  }

  /** See AccountStore.findUsers. */
  find(names: readonly string[]): Promise<readonly User[]> {
    const keys = names.map(userKey);
    return this.#read({ _id: { $in: keys } }, { key: { $in: keys } });
  }

  /** See AccountStore.writeUser. Old users must have been adopted. */
  write(user: User, options?: WriteUserOptions): Promise<boolean> {
    const key = userKey(user.name);
    return this.#append((entries) =>
      canWriteUser(usersOf(entries), user, options) ? { key, user } : undefined,
    );
  }

  /** See AccountStore.deleteUser. Old users must have been adopted. */
  delete(name: string): Promise<boolean> {
    const key = userKey(name);
    return this.#append((entries) => (canDeleteUser(usersOf(entries), name) ? { key } : undefined));
  }

  /** Entries to be inserted, for users of a backup. */
  async entriesFor(users: readonly User[]): Promise<readonly UserLogDocument[]> {
    const last = lastOf(await this.#entries());
    return users.map((user, index) => ({ _id: keyOf(last + 1 + index), key: userKey(user.name), user }));
  }

  /** Moves the users of version 1 of the database into the log. Does nothing the next time. */
  async adopt(): Promise<void> {
    if (this.#isAdopted) return;
    await this.#log.createIndex({ key: 1, _id: -1 });
    for (const document of await this.#old.find().toArray()) {
      const [key, user] = oldEntry(document);
      // Another process may do the same, and may have written the user since.
      await this.#append((entries) => (entries.some((it) => it.key === key) ? undefined : { key, user }));
      await this.#old.deleteOne({ _id: key });
    }
    this.#isAdopted = true;
  }

  /** @returns false when it was decided to append nothing */
  async #append(decide: (entries: readonly UserLogDocument[]) => Decision): Promise<boolean> {
    for (;;) {
      const entries = await this.#entries();
      const decision = decide(entries);
      if (!decision) return false;
      const entry = { _id: keyOf(lastOf(entries) + 1), ...decision };
      try {
        await this.#log.insertOne(entry);
      } catch (error) {
        if (isDuplicateKey(error)) continue;
        throw error;
      }
      await this.#log.deleteMany({ key: entry.key, _id: { $lt: entry._id } });
      return true;
    }
  }

  async #read(oldOnes: Filter<OldUserDocument>, wanted: Filter<UserLogDocument>): Promise<readonly User[]> {
    // Old ones first, as each is deleted once it is in the log.
    const old = this.#isAdopted ? [] : await this.#old.find(oldOnes).toArray();
    const users = new Map(old.map(oldEntry));
    for (const { key, user } of await this.#entries(wanted)) {
      if (user) users.set(key, user);
      else users.delete(key);
    }
    return [...users].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, user]) => user);
  }

  #entries(wanted: Filter<UserLogDocument> = {}): Promise<readonly UserLogDocument[]> {
    return this.#log.find(wanted).sort({ _id: 1 }).toArray();
  }
}

/** The users that are in the database after these entries. */
function usersOf(entries: readonly UserLogDocument[]): readonly User[] {
  const last = new Map(entries.map(({ key, user }) => [key, user]));
  return [...last.values()].filter((user) => user !== undefined);
}

function lastOf(entries: readonly UserLogDocument[]): number {
  return Number(entries.at(-1)?._id ?? 0);
}

function oldEntry({ _id: key, ...user }: OldUserDocument): [string, User] {
  return [key, user];
}
