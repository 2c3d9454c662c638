import { sumsOfNumbers, sumsToNumbers, type UsageRow, type UsageStore, type UsageSums } from "@afpools/core";
import type { Collection, Filter } from "mongodb";
import type { DatabaseUse } from "./accounts.js";
import { isDuplicateKey } from "./duplicate-key.js";

/** How hosts were used in a span of time, in `pools_usage`. */
export interface UsageDocument {
  /** `RESOLUTION AT`: in the order of time within a resolution. */
  readonly _id: string;
  /** Sums in their order, parted by spaces: a fifth of what BSON takes for an array of numbers. */
  readonly farm: string;
  /** The same by the pools' ids. */
  readonly pools: Readonly<Record<string, string>>;
}

export function mongoUsage(usage: Collection<UsageDocument>, { use, change }: DatabaseUse): UsageStore {
  return {
    insert: (row) =>
      change(async () => {
        try {
          await usage.insertOne(documentOf(row));
          return true;
        } catch (error) {
          if (isDuplicateKey(error)) return false;
          throw error;
        }
      }),
    put: (rows) =>
      change(async () => {
        for (const row of rows) {
          const { _id, ...values } = documentOf(row);
          await usage.replaceOne({ _id }, values, { upsert: true });
        }
      }),
    list: ({ resolution, since = "", until = "9", pools, limit }) =>
      use(async () => {
        const fields = pools && { farm: 1, ...Object.fromEntries(pools.map((id) => [`pools.${id}`, 1])) };
        const documents = await usage
          .find(between(resolution, since, until), { ...(fields && { projection: fields }) })
          .sort({ _id: 1 })
          .limit(limit)
          .toArray();
        return documents.map(({ _id, farm, pools: ofPools = {} }): UsageRow => {
          const sums = Object.entries(ofPools).map(([id, text]) => [id, sumsOf(text)] as const);
          return {
            resolution,
            at: _id.slice(resolution.length + 1),
            farm: sumsOf(farm),
            pools: new Map(sums),
          };
        });
      }),
    deleteBefore: (resolution, at) =>
      change(async () => void (await usage.deleteMany(between(resolution, "", at)))),
  };
}

function between(resolution: string, since: string, until: string): Filter<UsageDocument> {
  return { _id: { $gte: `${resolution} ${since}`, $lt: `${resolution} ${until}` } };
}

function documentOf({ resolution, at, farm, pools }: UsageRow): UsageDocument {
  return {
    _id: `${resolution} ${at}`,
    farm: textOf(farm),
    pools: Object.fromEntries(Array.from(pools, ([id, sums]) => [id, textOf(sums)])),
  };
}

function textOf(sums: UsageSums): string {
  return sumsToNumbers(sums).join(" ");
}

function sumsOf(text: string): UsageSums {
  return sumsOfNumbers(text.split(" ").map(Number));
}
