import { type AccountStore, type Credential, type User, userKey } from "@afpools/core";
import type { JsonFile } from "./json-file.js";

/** Users and what they sign in with, in the same file. Each record is written only on the revision before. */
export class JsonFileAccounts implements AccountStore {
  readonly #file: JsonFile;

  constructor(file: JsonFile) {
    this.#file = file;
  }

  async listUsers() {
    return this.#file.content.users;
  }

  async findUser(name: string) {
    return this.#file.content.users.find((user) => userKey(user.name) === userKey(name));
  }

  writeUser(user: User) {
    return this.#write("users", user, byName);
  }

  deleteUser(name: string) {
    return this.#delete("users", userKey(name), byName);
  }

  async listCredentials({ userId }: { readonly userId?: string } = {}) {
    return this.#file.content.credentials.filter((it) => userId === undefined || it.userId === userId);
  }

  async findCredential(id: string) {
    return this.#file.content.credentials.find((credential) => credential.id === id);
  }

  writeCredential(credential: Credential) {
    return this.#write("credentials", credential, byId);
  }

  deleteCredential(id: string) {
    return this.#delete("credentials", id, byId);
  }

  async #write<T extends User | Credential>(kind: Kind, record: T, keyOf: (record: T) => string) {
    let isWritten = false;
    await this.#file.change((content) => {
      const records = content[kind] as readonly (User | Credential)[] as readonly T[];
      const now = records.find((one) => keyOf(one) === keyOf(record));
      isWritten = (now?.revision ?? 0) === record.revision - 1;
      if (!isWritten) return {};
      const others = records.filter((one) => one !== now);
      return { [kind]: [...others, record].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1)) };
    });
    return isWritten;
  }

  async #delete<T extends User | Credential>(kind: Kind, key: string, keyOf: (record: T) => string) {
    let isDeleted = false;
    await this.#file.change((content) => {
      const records = content[kind] as readonly (User | Credential)[] as readonly T[];
      const others = records.filter((record) => keyOf(record) !== key);
      isDeleted = others.length < records.length;
      return { [kind]: others };
    });
    return isDeleted;
  }
}

type Kind = "users" | "credentials";

const byName = ({ name }: User) => userKey(name);
const byId = ({ id }: Credential) => id;
