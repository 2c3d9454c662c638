import { type AccountStore, type Credential, type User, userKey } from "@afpools/core";
import type { Collection, Filter } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";

/** A user in `pools_users`, the name's key the document's. */
export type UserDocument = User & { readonly _id: string };

/** A credential in `pools_credentials`, its id the document's key. */
export type CredentialDocument = Omit<Credential, "id"> & { readonly _id: string };

interface AccountCollections {
  readonly users: Collection<UserDocument>;
  readonly credentials: Collection<CredentialDocument>;
  /** Does work with the database. */
  use<T>(work: () => Promise<T>): Promise<T>;
}

/** Accounts in collections of their own, one document each: all it takes is that an update of one compares and sets. */
export function mongoAccounts(connection: AccountCollections): AccountStore {
  const { users, credentials } = connection;
  return {
    listUsers: () => connection.use(async () => (await users.find().sort({ _id: 1 }).toArray()).map(userOf)),
    findUser: (name) =>
      connection.use(async () => {
        const document = await users.findOne({ _id: userKey(name) });
        return document ? userOf(document) : undefined;
      }),
    writeUser: (user) => connection.use(() => write(users, userDocument(user))),
    deleteUser: (name) =>
      connection.use(async () => (await users.deleteOne({ _id: userKey(name) })).deletedCount === 1),
    listCredentials: (query = {}) =>
      connection.use(async () =>
        (await credentials.find(query).sort({ _id: 1 }).toArray()).map(credentialOf),
      ),
    findCredential: (id) =>
      connection.use(async () => {
        const document = await credentials.findOne({ _id: id });
        return document ? credentialOf(document) : undefined;
      }),
    writeCredential: (credential) => connection.use(() => write(credentials, credentialDocument(credential))),
    deleteCredential: (id) =>
      connection.use(async () => (await credentials.deleteOne({ _id: id })).deletedCount === 1),
  };
}

async function write<T extends { readonly _id: string; readonly revision: number }>(
  collection: Collection<T>,
  document: T,
): Promise<boolean> {
  const { _id, revision } = document;
  if (revision > 1) {
    const before = { _id, revision: revision - 1 } as Filter<T>;
    return (await collection.replaceOne(before, document)).matchedCount === 1;
  }
  try {
    await collection.insertOne(document as Parameters<typeof collection.insertOne>[0]);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export function userDocument(user: User): UserDocument {
  return { _id: userKey(user.name), ...user };
}

export function credentialDocument({ id, ...credential }: Credential): CredentialDocument {
  return { _id: id, ...credential };
}

export function userOf({ _id, ...user }: UserDocument): User {
  return user;
}

export function credentialOf({ _id: id, ...credential }: CredentialDocument): Credential {
  return { id, ...credential };
}
