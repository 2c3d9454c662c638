import type { AccountStore, Credential } from "@afpools/core";
import type { Collection } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";
import type { UserLog } from "./user-log.js";

/** A credential in `pools_credentials`, its id the document's key. */
export type CredentialDocument = Omit<Credential, "id"> & { readonly _id: string };

interface AccountParts {
  readonly users: UserLog;
  readonly credentials: Collection<CredentialDocument>;
  /** Reads the database. */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** Reads and writes it, once it is at this release's version. */
  change<T>(work: () => Promise<T>): Promise<T>;
}

/** Users in a log, and credentials in a collection, one document each. */
export function mongoAccounts({ users, credentials, use, change }: AccountParts): AccountStore {
  return {
    listUsers: () => use(() => users.list()),
    findUsers: (names) => use(() => users.find(names)),
    writeUser: (user, options) => change(() => users.write(user, options)),
    deleteUser: (name) => change(() => users.delete(name)),
    listCredentials: (query = {}) =>
      use(async () => (await credentials.find(query).sort({ _id: 1 }).toArray()).flatMap(credentialOf)),
    findCredentials: (ids) =>
      use(async () => {
        const documents = await credentials
          .find({ _id: { $in: [...ids] } })
          .sort({ _id: 1 })
          .toArray();
        return documents.flatMap(credentialOf);
      }),
    writeCredential: (credential) => change(() => write(credentials, credentialDocument(credential))),
    deleteCredential: (id) =>
      change(async () => (await credentials.deleteOne({ _id: id })).deletedCount === 1),
  };
}

async function write(
  collection: Collection<CredentialDocument>,
  document: CredentialDocument,
): Promise<boolean> {
  const { _id, revision } = document;
  if (revision > 1) {
    return (await collection.replaceOne({ _id, revision: revision - 1 }, document)).matchedCount === 1;
  }
  try {
    await collection.insertOne(document);
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}

export function credentialDocument({ id, ...credential }: Credential): CredentialDocument {
  return { _id: id, ...credential };
}

/** Nothing for a session or link of version 1 of the database: nobody knows what it was made with, so it is over. */
export function credentialOf({ _id: id, ...document }: CredentialDocument): Credential[] {
  const isOld = document.madeWith === undefined;
  if (isOld && document.kind !== "token") return [];
  const since = { notAfter: document.expiresAt, madeWith: [], signedInBy: null, usedFrom: null, agent: null };
  return [{ id, ...(isOld && { ...since, closedAt: null }), ...document }];
}

/** Deletes the sessions and links of version 1 of the database. */
export async function deleteOldCredentials(credentials: Collection<CredentialDocument>): Promise<void> {
  await credentials.deleteMany({ kind: { $ne: "token" }, madeWith: { $exists: false } });
}
