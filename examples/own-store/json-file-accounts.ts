import {
  type AccountStore,
  type Credential,
  canDeleteUser,
  canWriteUser,
  type SignInPlace,
  type User,
  userKey,
  type WriteUserOptions,
} from "@afpools/core";
import type { JsonFile } from "./json-file.js";

/** Users and their credentials, in the same file. */
export class JsonFileAccounts implements AccountStore {
  readonly #file: JsonFile;

  constructor(file: JsonFile) {
    this.#file = file;
  }

  async listUsers() {
    return this.#file.content.users;
  }

  async findUsers(names: readonly string[]) {
    const keys = names.map(userKey);
    return this.#file.content.users.filter((user) => keys.includes(nameOf(user)));
  }

  async writeUser(user: User, options?: WriteUserOptions) {
    let isWritten = false;
    await this.#file.change(({ users }) => {
      isWritten = canWriteUser(users, user, options);
      return isWritten ? { users: sorted([...users.filter(not(hasName(user.name))), user], nameOf) } : {};
    });
    return isWritten;
  }

  async deleteUser(name: string) {
    let isDeleted = false;
    await this.#file.change(({ users }) => {
      isDeleted = canDeleteUser(users, name);
      return isDeleted ? { users: users.filter(not(hasName(name))) } : {};
    });
    return isDeleted;
  }

  async listCredentials({ userId }: { readonly userId?: string } = {}) {
    return this.#file.content.credentials.filter((it) => userId === undefined || it.userId === userId);
  }

  async findCredentials(ids: readonly string[]) {
    return this.#file.content.credentials.filter(({ id }) => ids.includes(id));
  }

  async writeCredential(credential: Credential) {
    let isWritten = false;
    await this.#file.change(({ credentials }) => {
      const now = credentials.find(({ id }) => id === credential.id);
      isWritten = (now?.revision ?? 0) === credential.revision - 1;
      if (!isWritten) return {};
      return { credentials: sorted([...credentials.filter((it) => it !== now), credential], ({ id }) => id) };
    });
    return isWritten;
  }

  async deleteCredential(id: string) {
    let isDeleted = false;
    await this.#file.change(({ credentials }) => {
      isDeleted = credentials.some((it) => it.id === id);
      return { credentials: credentials.filter((it) => it.id !== id) };
    });
    return isDeleted;
  }

  async findPlace(name: string, address: string) {
    return this.#file.content.places.find(isAt({ user: name, address }));
  }

  async notePlace(place: SignInPlace) {
    await this.#file.change(({ places }) => ({ places: [...places.filter(not(isAt(place))), place] }));
  }

  async deletePlacesBefore(moment: string) {
    await this.#file.change(({ places }) => ({ places: places.filter(({ at }) => at >= moment) }));
  }
}

const isAt =
  ({ user, address }: Pick<SignInPlace, "user" | "address">) =>
  (place: SignInPlace) =>
    place.address === address && userKey(place.user) === userKey(user);

const nameOf = ({ name }: User) => userKey(name);

const hasName = (name: string) => (user: User) => nameOf(user) === userKey(name);

const not =
  <T>(is: (item: T) => boolean) =>
  (item: T) =>
    !is(item);

function sorted<T>(items: readonly T[], keyOf: (item: T) => string): readonly T[] {
  return [...items].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
}
