import type { Lease, LeaseStore } from "@afpools/core";
import type { Collection } from "mongodb";
import type { DatabaseUse } from "./accounts.js";
import { isDuplicateKey } from "./duplicate-key.js";

/** A lease in `pools_leases`, its name the key. */
export interface LeaseDocument {
  readonly _id: string;
  readonly holder: string;
  readonly beat: number;
}

export function mongoLeases(
  leases: Collection<LeaseDocument>,
  { use }: Pick<DatabaseUse, "use">,
): LeaseStore {
  return {
    read: (name) =>
      use(async () => {
        const found = await leases.findOne({ _id: name });
        return { name, holder: found?.holder ?? "", beat: found?.beat ?? 0 };
      }),
    claim: (lease) => use(() => claim(leases, lease)),
  };
}

async function claim(leases: Collection<LeaseDocument>, { name, holder, beat }: Lease): Promise<boolean> {
  if (beat > 1) {
    const update = { $set: { holder, beat } };
    return (await leases.updateOne({ _id: name, beat: beat - 1 }, update)).matchedCount === 1;
  }
  try {
    await leases.insertOne({ _id: name, holder, beat });
    return true;
  } catch (error) {
    if (isDuplicateKey(error)) return false;
    throw error;
  }
}
