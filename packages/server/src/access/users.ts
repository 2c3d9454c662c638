import {
  type AccountStore,
  AfpoolsError,
  type Listeners,
  nameTakenError,
  newId,
  parseUserName,
  type Role,
  type User,
  userNotFoundError,
} from "@afpools/core";
import type { AccountChange } from "./account-events.js";
import type { Passwords } from "./passwords.js";

export interface UserDraft {
  readonly name: string;
  readonly role: Role;
  readonly password?: string;
}

export interface UserEdit {
  readonly role?: Role;
  readonly disabled?: boolean;
  /** `null`: none any more. */
  readonly password?: string | null;
}

export interface UsersOptions {
  readonly store: AccountStore;
  readonly passwords: Passwords;
  readonly changes: Listeners<AccountChange>;
  readonly now: () => Date;
}

/** How often a write is tried again when another one comes between. */
const maxAttempts = 10;

/** The users of a pool database. */
export class Users {
  readonly #options: UsersOptions;

  constructor(options: UsersOptions) {
    this.#options = options;
  }

  list(): Promise<readonly User[]> {
    return this.#options.store.listUsers();
  }

  /** @throws AfpoolsError `USER_NOT_FOUND` */
  async get(name: string): Promise<User> {
    const user = await this.#options.store.findUser(name);
    if (!user) throw userNotFoundError(name);
    return user;
  }

  /** Is there somebody who may sign in as admin? */
  async hasAdmin(): Promise<boolean> {
    return (await this.list()).some(isActiveAdmin);
  }

  /** @throws AfpoolsError `INVALID_ARGUMENT` for a name that cannot be; `NAME_TAKEN` */
  async create({ name, role, password }: UserDraft): Promise<User> {
    const { store, passwords, now } = this.#options;
    const moment = now();
    const user: User = {
      id: newId(moment),
      name: parseUserName(name),
      role,
      disabled: false,
      password: password === undefined ? "" : await passwords.hash(password),
      createdAt: moment.toISOString(),
      revision: 1,
    };
    if (await store.writeUser(user)) return user;
    throw new AfpoolsError("NAME_TAKEN", `There is a user ${JSON.stringify(user.name)} already.`, {
      details: nameTakenError(user.name).details,
    });
  }

  /**
   * Changes a user and deletes all sessions and links that the user has but `keep`, the credential of whoever asks.
   *
   * @throws AfpoolsError `USER_NOT_FOUND`; `CONFLICT` when no admin would be left, or others change the user all the time
   */
  async update(name: string, edit: UserEdit, keep?: string): Promise<User> {
    const { passwords } = this.#options;
    const { role, disabled, password } = edit;
    const kept = password === undefined ? undefined : password === null ? "" : await passwords.hash(password);
    const user = await this.#rewrite(name, (before) => ({
      ...before,
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled }),
      ...(kept !== undefined && { password: kept }),
    }));
    await this.#endSessions(user, keep);
    return user;
  }

  /** @throws AfpoolsError `USER_NOT_FOUND`; `CONFLICT` for the last admin */
  async delete(name: string): Promise<void> {
    const { store, changes } = this.#options;
    const user = await this.get(name);
    if (isActiveAdmin(user)) await this.#assertAnotherAdmin(user);
    if (!(await store.deleteUser(user.name))) throw userNotFoundError(name);
    changes.tell({ userId: user.id });
    for (const { id } of await store.listCredentials({ userId: user.id })) await store.deleteCredential(id);
  }

  async #rewrite(name: string, change: (before: User) => User): Promise<User> {
    for (let attempts = 1; attempts <= maxAttempts; attempts += 1) {
      const before = await this.get(name);
      const after = { ...change(before), revision: before.revision + 1 };
      if (isActiveAdmin(before) && !isActiveAdmin(after)) await this.#assertAnotherAdmin(before);
      if (await this.#options.store.writeUser(after)) return after;
    }
    throw new AfpoolsError(
      "CONFLICT",
      `User ${JSON.stringify(name)} is changed by others at the same time. Look again, and repeat it.`,
      { details: { user: name } },
    );
  }

  async #endSessions(user: User, keep: string | undefined): Promise<void> {
    const { store, changes } = this.#options;
    for (const { id, kind } of await store.listCredentials({ userId: user.id })) {
      if (kind !== "token" && id !== keep) await store.deleteCredential(id);
    }
    changes.tell({ userId: user.id });
  }

  async #assertAnotherAdmin(user: User): Promise<void> {
    const others = (await this.list()).filter(({ id }) => id !== user.id);
    if (others.some(isActiveAdmin)) return;
    throw new AfpoolsError(
      "CONFLICT",
      `${JSON.stringify(user.name)} is the last admin: without one nobody could let others in. Make another admin first.`,
      { details: { user: user.name } },
    );
  }
}

function isActiveAdmin({ role, disabled }: User): boolean {
  return role === "admin" && !disabled;
}
