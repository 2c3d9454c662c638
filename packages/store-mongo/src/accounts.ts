import { type AccountStore, type Credential, type SignInPlace, userKey } from "@afpools/core";
import type { Collection } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";
import type { UserLog } from "./user-log.js";

/** A credential in `pools_credentials`, its id the document's key. */
export type CredentialDocument = Omit<Credential, "id"> & { readonly _id: string };

/** Where a user signed in from, in `pools_sign_in_places`; the document's key is the name's key and the address. */
export type PlaceDocument = SignInPlace & { readonly _id: string };

/** How collections get at the database. */
export interface DatabaseUse {
  /** Reads. */
  use<T>(work: () => Promise<T>): Promise<T>;
  /** Reads and writes, once the database is at this release's version. */
  change<T>(work: () => Promise<T>): Promise<T>;
}

interface AccountParts {
  readonly users: UserLog;
  readonly credentials: Collection<CredentialDocument>;
  readonly places: Collection<PlaceDocument>;
}

/** Users in a log; credentials, and where users signed in from, in collections of one document each. */
export function mongoAccounts(
  { users, credentials, places }: AccountParts,
  { use, change }: DatabaseUse,
): AccountStore {
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
    findPlace: (name, address) =>
      use(async () => {
        const document = await places.findOne({ _id: placeKey(name, address) });
        if (!document) return undefined;
        const { _id, ...place } = document;
        return place;
      }),
    notePlace: (place) => change(() => notePlace(places, place)),
    deletePlacesBefore: (at) => change(async () => void (await places.deleteMany({ at: { $lt: at } }))),
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

function placeKey(name: string, address: string): string {
  return `${address} ${userKey(name)}`;
}

async function notePlace(places: Collection<PlaceDocument>, place: SignInPlace): Promise<void> {
  const _id = placeKey(place.user, place.address);
  try {
    await places.replaceOne({ _id }, place, { upsert: true });
  } catch (error) {
    // Another process noted the same in this moment.
    if (!isDuplicateKey(error)) throw error;
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
