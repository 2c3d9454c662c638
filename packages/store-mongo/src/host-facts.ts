import type { FactStore, SaidFacts } from "@afpools/core";
import type { Collection } from "mongodb";
import type { DatabaseUse } from "./accounts.js";
import { areDuplicateKeys } from "./duplicate-key.js";

/** What a host said of itself in `pools_host_facts`, its name the key. */
export interface FactDocument {
  readonly _id: string;
  /** JSON: texts are compared as they are, documents by the order of their fields. */
  readonly facts: string;
  readonly at: string;
}

/** Fewer round trips, and no command near what a server takes. */
const batchSize = 500;

export function mongoFacts(hosts: Collection<FactDocument>, { use, change }: DatabaseUse): FactStore {
  return {
    list: (names) =>
      use(async () =>
        (await hosts.find(names ? { _id: { $in: [...names] } } : {}).toArray()).map(({ _id, facts, at }) => ({
          name: _id,
          facts: JSON.parse(facts),
          at,
        })),
      ),
    put: (said) =>
      change(async () => {
        for (let start = 0; start < said.length; start += batchSize) {
          await putBatch(hosts, said.slice(start, start + batchSize).map(documentOf));
        }
      }),
  };
}

function documentOf({ name, facts, at }: SaidFacts): FactDocument {
  return { _id: name, facts: JSON.stringify(facts), at };
}

async function putBatch(hosts: Collection<FactDocument>, batch: readonly FactDocument[]): Promise<void> {
  const there = await hosts.find({ _id: { $in: batch.map(({ _id }) => _id) } }).toArray();
  const before = new Map(there.map(({ _id, facts }) => [_id, facts]));
  const fresh = batch.filter(({ _id }) => !before.has(_id));
  const changed = batch.filter(({ _id, facts }) => before.has(_id) && before.get(_id) !== facts);
  try {
    if (fresh.length > 0) await hosts.insertMany(fresh, { ordered: false });
  } catch (error) {
    // Another server, which hears the same of the same afserver, was faster.
    if (!areDuplicateKeys(error)) throw error;
  }
  const updates = changed.map(({ _id, facts, at }) => ({
    updateOne: { filter: { _id }, update: { $set: { facts, at } } },
  }));
  if (updates.length > 0) await hosts.bulkWrite(updates, { ordered: false });
}
