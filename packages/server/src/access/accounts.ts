import { type AccountStore, Listeners, type User } from "@afpools/core";
import type { AccountChange } from "./account-events.js";
import { Credentials } from "./credentials.js";
import { Passwords } from "./passwords.js";
import { Users } from "./users.js";

/** The users of a database and their credentials. */
export class Accounts {
  readonly users: Users;
  readonly credentials: Credentials;
  readonly now: () => Date;
  readonly #store: AccountStore;
  readonly #passwords = new Passwords();
  readonly #changes = new Listeners<AccountChange>();

  constructor(store: AccountStore, now: () => Date = () => new Date()) {
    this.#store = store;
    this.now = now;
    const shared = { store, now, changes: this.#changes };
    this.credentials = new Credentials(shared);
    this.users = new Users({ ...shared, passwords: this.#passwords, credentials: this.credentials });
  }

  /** Calls `listener` after each change made here that may sign somebody out. Returns what ends that. */
  subscribe(listener: (change: AccountChange) => void): () => void {
    return this.#changes.add(listener);
  }

  /** The user of this name and password. Takes as long when there is no such user. */
  async userOfPassword(name: string, password: string): Promise<User | undefined> {
    const [user] = await this.#store.findUsers([name]);
    const isRight = await this.#passwords.isRight(password, user?.password ?? "");
    return isRight && user && !user.disabled ? user : undefined;
  }
}
