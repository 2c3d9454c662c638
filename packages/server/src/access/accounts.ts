import type { AccountStore, User } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { AccountChange } from "./credentials.js";
import { Credentials } from "./credentials.js";
import { Passwords } from "./passwords.js";
import { Users } from "./users.js";

/** The users of a database and their credentials. */
export class Accounts {
  readonly users: Users;
  readonly credentials: Credentials;
  readonly now: () => Date;
  readonly #passwords: Passwords;
  readonly #changes = new Listeners<AccountChange>();

  constructor(store: AccountStore, now: () => Date = () => new Date(), passwords = new Passwords()) {
    this.now = now;
    this.#passwords = passwords;
    const shared = { store, now, changes: this.#changes };
    this.credentials = new Credentials(shared);
    this.users = new Users({ ...shared, passwords: this.#passwords, credentials: this.credentials });
  }

  /** Calls `listener` after each change made here that may sign somebody out. Returns what ends that. */
  subscribe(listener: (change: AccountChange) => void): () => void {
    return this.#changes.add(listener);
  }

  /** Is this the password of the user? Takes as long when there is no user, or none who has a password. */
  async isPasswordOf(user: User | undefined, password: string, isKnown: boolean): Promise<boolean> {
    const line = isKnown ? "known" : "others";
    const isRight = await this.#passwords.isRight(password, user?.password ?? "", line);
    return isRight && user !== undefined && !user.disabled;
  }
}
