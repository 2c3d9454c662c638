import { AfpoolsError } from "@afpools/core";
import type { Collection } from "mongodb";
import { isDuplicateKey } from "./duplicate-key.js";

/**
 * The version of the collections that this release reads and writes. A release that changes them so that older ones would
 * misread or spoil them raises it. A database that says none, as the 2019 manager's, is read by every release.
 *
 * 1: users are in `pools_users`. 2: they are in `pools_user_log`, and credentials say what they were made with. 3: rules of pools may be
 * pool expressions. 4: several changes may be one entry of the history.
 */
export const schemaVersion = 4;

const key = "schema";

/** The one document of `pools_schema`. */
export interface SchemaDocument {
  readonly _id: string;
  readonly version: number;
}

/** @throws AfpoolsError `STORE_TOO_NEW` when a newer release has brought the database to its version */
export async function assertKnownVersion(
  schema: Collection<SchemaDocument>,
  location: string,
): Promise<void> {
  const version = Number((await schema.findOne({ _id: key }))?.version ?? schemaVersion);
  if (version <= schemaVersion) return;
  throw new AfpoolsError(
    "STORE_TOO_NEW",
    `The pool database ${location} is at version ${version}, made by a newer release; this one knows version ${schemaVersion} and older. Update Afanasy Pools here, and restart it.`,
    { details: { location, version, newest: schemaVersion } },
  );
}

/** Writes the version into a database that says none or an older one, so that older releases write there no more. */
export async function raiseVersion(schema: Collection<SchemaDocument>): Promise<void> {
  const found = await schema.findOne({ _id: key });
  if (found) {
    const older = { _id: key, version: { $lt: schemaVersion } };
    if (Number(found.version) < schemaVersion) {
      await schema.updateOne(older, { $set: { version: schemaVersion } });
    }
    return;
  }
  try {
    await schema.insertOne({ _id: key, version: schemaVersion });
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
  }
}
