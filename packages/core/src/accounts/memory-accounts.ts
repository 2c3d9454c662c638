import type { AccountStore } from "./account-store.js";
import type { Credential } from "./credential.js";
import { type User, userKey } from "./user.js";

/** Accounts in memory. */
export class MemoryAccounts implements AccountStore {
  readonly #users = new Map<string, User>();
  readonly #credentials = new Map<string, Credential>();
  readonly #assertOpen: () => void;

  /** @param assertOpen throws when the store was closed. */
  constructor(assertOpen: () => void) {
    this.#assertOpen = assertOpen;
  }

  /** All of it as it is now. */
  records(): { readonly users: readonly User[]; readonly credentials: readonly Credential[] } {
    return { users: inOrder(this.#users), credentials: inOrder(this.#credentials) };
  }

  /** Puts records in, whatever their revision. */
  put(users: readonly User[], credentials: readonly Credential[]): void {
    for (const user of users) this.#users.set(userKey(user.name), user);
    for (const credential of credentials) this.#credentials.set(credential.id, credential);
  }

  async listUsers(): Promise<readonly User[]> {
    this.#assertOpen();
    return inOrder(this.#users);
  }

  async findUser(name: string): Promise<User | undefined> {
    this.#assertOpen();
    return this.#users.get(userKey(name));
  }

  async writeUser(user: User): Promise<boolean> {
    this.#assertOpen();
    return write(this.#users, userKey(user.name), user);
  }

  async deleteUser(name: string): Promise<boolean> {
    this.#assertOpen();
    return this.#users.delete(userKey(name));
  }

  async listCredentials({ userId }: { readonly userId?: string } = {}): Promise<readonly Credential[]> {
    this.#assertOpen();
    return inOrder(this.#credentials).filter((it) => userId === undefined || it.userId === userId);
  }

  async findCredential(id: string): Promise<Credential | undefined> {
    this.#assertOpen();
    return this.#credentials.get(id);
  }

  async writeCredential(credential: Credential): Promise<boolean> {
    this.#assertOpen();
    return write(this.#credentials, credential.id, credential);
  }

  async deleteCredential(id: string): Promise<boolean> {
    this.#assertOpen();
    return this.#credentials.delete(id);
  }
}

function write<T extends { readonly revision: number }>(
  records: Map<string, T>,
  key: string,
  record: T,
): boolean {
  if ((records.get(key)?.revision ?? 0) !== record.revision - 1) return false;
  records.set(key, record);
  return true;
}

function inOrder<T>(records: ReadonlyMap<string, T>): T[] {
  return [...records].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}
