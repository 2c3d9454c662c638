import { type AuditQuery, type AuditRecord, type AuditStore, userKey } from "@afpools/core";
import type { Collection, Filter } from "mongodb";
import type { DatabaseUse } from "./accounts.js";
import { areDuplicateKeys } from "./duplicate-key.js";

/** A record in `pools_audit`, its id the document's key, beside what it is found by. */
export type AuditDocument = Omit<AuditRecord, "id"> & {
  readonly _id: string;
  readonly userKey: string | null;
};

/** The audit in a collection, one document each. */
export function mongoAudit(audit: Collection<AuditDocument>, { use, change }: DatabaseUse): AuditStore {
  let isIndexed = false;
  return {
    append: (records) =>
      change(async () => {
        if (records.length === 0) return;
        if (!isIndexed) {
          await audit.createIndex({ at: -1, _id: -1 });
          await audit.createIndex({ action: 1, at: -1, _id: -1 });
          await audit.createIndex({ userKey: 1, at: -1, _id: -1 });
        }
        isIndexed = true;
        try {
          await audit.insertMany(records.map(documentOf), { ordered: false });
        } catch (error) {
          if (!areDuplicateKeys(error)) throw error;
        }
      }),
    list: (query) =>
      use(async () => {
        const documents = await audit
          .find(filterOf(query))
          .sort({ at: -1, _id: -1 })
          .limit(query.limit)
          .toArray();
        return documents.map(({ _id: id, userKey: _, ...record }): AuditRecord => ({ id, ...record }));
      }),
    deleteBefore: (at) => change(async () => (await audit.deleteMany({ at: { $lt: at } })).deletedCount),
  };
}

function documentOf({ id, ...record }: AuditRecord): AuditDocument {
  const { user } = record.actor;
  return { _id: id, ...record, userKey: user === null ? null : userKey(user) };
}

function filterOf({ before, user, action, outcome, since, until }: AuditQuery): Filter<AuditDocument> {
  return {
    ...(before && { $or: [{ at: { $lt: before.at } }, { at: before.at, _id: { $lt: before.id } }] }),
    ...(user !== undefined && { userKey: userKey(user) }),
    ...(action !== undefined && { action }),
    ...(outcome !== undefined && { outcome }),
    ...((since !== undefined || until !== undefined) && {
      at: { ...(since !== undefined && { $gte: since }), ...(until !== undefined && { $lt: until }) },
    }),
  };
}
