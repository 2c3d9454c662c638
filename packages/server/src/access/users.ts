import { type AccountStore, AfpoolsError, nameTakenError, newId, type Role, type User } from "@afpools/core";
import { isActiveAdmin, parseUserName, userNotFoundError } from "@afpools/core/internal";
import type { Credentials } from "./credentials.js";
import type { Passwords } from "./passwords.js";

export interface UserDraft {
  readonly name: string;
  readonly role: Role;
  readonly password?: string;
}

export interface UserEdit {
  readonly role?: Role;
  readonly disabled?: boolean;
  /** `null` removes it. */
  readonly password?: string | null;
}

export interface UsersOptions {
  readonly store: AccountStore;
  readonly passwords: Passwords;
  readonly credentials: Credentials;
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
    const [user] = await this.#options.store.findUsers([name]);
    if (!user) throw userNotFoundError(name);
    return user;
  }

  /** Is there somebody who may sign in as an admin? */
  async hasAdmin(): Promise<boolean> {
    return (await this.list()).some(isActiveAdmin);
  }

  /** @throws AfpoolsError `INVALID_ARGUMENT` for a name that cannot be; `NAME_TAKEN` */
  async create(draft: UserDraft): Promise<User> {
    const user = await this.#new(draft);
    if (await this.#options.store.writeUser(user)) return user;
    throw userNameTaken(user.name);
  }

  /**
   * Creates a user who signs in by a provider.
   *
   * @param identity what is kept in place of a password
   * @throws AfpoolsError `INVALID_ARGUMENT`, `NAME_TAKEN`
   */
  async createExternal(name: string, role: Role, identity: string): Promise<User> {
    const user = { ...(await this.#new({ name, role })), password: identity };
    if (await this.#options.store.writeUser(user)) return user;
    throw userNameTaken(user.name);
  }

  /**
   * Creates an admin, if there is none. Of several who do so at once, on other servers too, one gets the user.
   *
   * @throws AfpoolsError `INVALID_ARGUMENT`, `NAME_TAKEN`
   */
  async createFirstAdmin(draft: Omit<UserDraft, "role">): Promise<User | undefined> {
    const user = await this.#new({ ...draft, role: "admin" });
    if (await this.#options.store.writeUser(user, { ifNoAdmin: true })) return user;
    if (await this.hasAdmin()) return undefined;
    throw userNameTaken(user.name);
  }

  /**
   * Changes a user and signs the user out everywhere but where `keep`, the credential of whoever asks, is used. A new password
   * ends the tokens, too.
   *
   * @throws AfpoolsError `USER_NOT_FOUND`; `CONFLICT` when no admin would be left, or others change the user all the time
   */
  async update(name: string, edit: UserEdit, keep?: string): Promise<User> {
    const { passwords, credentials } = this.#options;
    const { role, disabled, password } = edit;
    const kept = password === undefined ? undefined : password === null ? "" : await passwords.hash(password);
    const ended = { keep, tokens: password !== undefined };
    // First, too: a server that stops in between leaves no credential good beside the new password.
    if (password !== undefined) await credentials.signOut((await this.get(name)).id, ended);
    const user = await this.#rewrite(name, (before) => ({
      ...before,
      ...(role !== undefined && { role }),
      ...(disabled !== undefined && { disabled }),
      ...(kept !== undefined && { password: kept }),
    }));
    await credentials.signOut(user.id, ended);
    return user;
  }

  /**
   * Signs a user out everywhere, of tokens too.
   *
   * @throws AfpoolsError `USER_NOT_FOUND`; `CONFLICT` when others change the user all the time
   */
  async signOut(name: string): Promise<void> {
    const { store, credentials } = this.#options;
    const { id } = await this.get(name);
    if ((await store.listCredentials({ userId: id })).length === 0) return;
    await this.#rewrite(name, (before) => before);
    await credentials.signOut(id, { tokens: true });
  }

  /** @throws AfpoolsError `USER_NOT_FOUND`; `CONFLICT` for the last admin */
  async delete(name: string): Promise<User> {
    const { store, credentials } = this.#options;
    const user = await this.get(name);
    if (!(await store.deleteUser(user.name))) throw userNotFoundError(name);
    await credentials.signOut(user.id, { tokens: true });
    return user;
  }

  async #new({ name, role, password }: UserDraft): Promise<User> {
    const { passwords, now } = this.#options;
    const moment = now();
    return {
      id: newId(moment),
      name: parseUserName(name),
      role,
      disabled: false,
      password: password === undefined ? "" : await passwords.hash(password),
      createdAt: moment.toISOString(),
      revision: 1,
    };
  }

  async #rewrite(name: string, change: (before: User) => User): Promise<User> {
    for (let attempts = 1; attempts <= maxAttempts; attempts += 1) {
      const before = await this.get(name);
      const after = { ...change(before), revision: before.revision + 1 };
      if (await this.#options.store.writeUser(after)) return after;
    }
    throw new AfpoolsError(
      "CONFLICT",
      `User ${JSON.stringify(name)} is being changed by others at the same time. Reload it and repeat the change.`,
      { details: { user: name } },
    );
  }
}

function userNameTaken(name: string): AfpoolsError {
  return new AfpoolsError("NAME_TAKEN", `There is a user ${JSON.stringify(name)} already.`, {
    details: nameTakenError(name).details,
  });
}
