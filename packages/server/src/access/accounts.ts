import { type AccountStore, Listeners, type User } from "@afpools/core";
import type { AccountChange } from "./account-events.js";
import { Credentials } from "./credentials.js";
import { Passwords } from "./passwords.js";
import { Users } from "./users.js";

/** Users, and what stands for them, over a database. */
export class Accounts {
  readonly users: Users;
  readonly credentials: Credentials;
  readonly #store: AccountStore;
  readonly #passwords = new Passwords();
  readonly #changes = new Listeners<AccountChange>();

  constructor(store: AccountStore, now: () => Date = () => new Date()) {
    this.#store = store;
    const shared = { store, now, changes: this.#changes };
    this.users = new Users({ ...shared, passwords: this.#passwords });
    this.credentials = new Credentials(shared);
  }

  /** Calls `listener` after each change made here that may sign somebody out. Returns what ends that. */
  subscribe(listener: (change: AccountChange) => void): () => void {
    return this.#changes.add(listener);
  }

  /** The user of this name and password; takes as long where there is none. */
  async userOfPassword(name: string, password: string): Promise<User | undefined> {
    const user = await this.#store.findUser(name);
    const isRight = await this.#passwords.isRight(password, user?.password ?? "");
    return isRight && user && !user.disabled ? user : undefined;
  }
}
