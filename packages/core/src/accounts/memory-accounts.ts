import type { AccountStore, WriteUserOptions } from "./account-store.js";
import type { Credential } from "./credential.js";
import type { SignInPlace } from "./sign-in-place.js";
import { type User, userKey } from "./user.js";
import { canDeleteUser, canWriteUser } from "./user-rules.js";

/** Accounts in memory. */
export class MemoryAccounts implements AccountStore {
  readonly #users = new Map<string, User>();
  readonly #credentials = new Map<string, Credential>();
  readonly #places = new Map<string, SignInPlace>();
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

  async findUsers(names: readonly string[]): Promise<readonly User[]> {
    this.#assertOpen();
    return find(this.#users, names.map(userKey));
  }

  async writeUser(user: User, options?: WriteUserOptions): Promise<boolean> {
    this.#assertOpen();
    if (!canWriteUser([...this.#users.values()], user, options)) return false;
    this.#users.set(userKey(user.name), user);
    return true;
  }

  async deleteUser(name: string): Promise<boolean> {
    this.#assertOpen();
    return canDeleteUser([...this.#users.values()], name) && this.#users.delete(userKey(name));
  }

  async listCredentials({ userId }: { readonly userId?: string } = {}): Promise<readonly Credential[]> {
    this.#assertOpen();
    return inOrder(this.#credentials).filter((it) => userId === undefined || it.userId === userId);
  }

  async findCredentials(ids: readonly string[]): Promise<readonly Credential[]> {
    this.#assertOpen();
    return find(this.#credentials, ids);
  }

  async writeCredential(credential: Credential): Promise<boolean> {
    this.#assertOpen();
    const { id, revision } = credential;
    if ((this.#credentials.get(id)?.revision ?? 0) !== revision - 1) return false;
    this.#credentials.set(id, credential);
    return true;
  }

  async findPlace(name: string, address: string): Promise<SignInPlace | undefined> {
    this.#assertOpen();
    return this.#places.get(placeKey(name, address));
  }

  async notePlace(place: SignInPlace): Promise<void> {
    this.#assertOpen();
    this.#places.set(placeKey(place.user, place.address), place);
  }

  async deletePlacesBefore(moment: string): Promise<void> {
    this.#assertOpen();
    for (const [key, { at }] of this.#places) if (at < moment) this.#places.delete(key);
  }

  async deleteCredential(id: string): Promise<boolean> {
    this.#assertOpen();
    return this.#credentials.delete(id);
  }
}

function placeKey(name: string, address: string): string {
  return `${address} ${userKey(name)}`;
}

function find<T>(records: ReadonlyMap<string, T>, keys: readonly string[]): T[] {
  return [...new Set(keys)].sort().flatMap((key) => records.get(key) ?? []);
}

function inOrder<T>(records: ReadonlyMap<string, T>): T[] {
  return [...records].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, record]) => record);
}
