import { poolNameKey, type StoreFinding } from "@afpools/core";
import { type Document, MongoServerError } from "mongodb";
import type { ChangeLog } from "./change-log.js";
import type { Connection } from "./connection.js";
import { readPool } from "./pool-document.js";

/** All that is odd in the database; changes nothing. */
export async function diagnose(connection: Connection, log: ChangeLog): Promise<StoreFinding[]> {
  const documents = await connection.pools.find().toArray();
  const readings = documents.map(readPool);
  return [
    ...readings.flatMap(({ name, oddities }) => oddities.map((oddity) => ({ ...oddity, subject: name }))),
    ...sharedNames(readings.map(({ name }) => name)),
    ...(await missingIndex(connection)),
    ...(await unsafeServer(connection)),
    ...(await unfinishedWrite(connection, log)),
  ];
}

function sharedNames(names: readonly string[]): StoreFinding[] {
  const byKey = new Map<string, string[]>();
  for (const name of names) byKey.set(poolNameKey(name), [...(byKey.get(poolNameKey(name)) ?? []), name]);
  return [...byKey.values()]
    .filter((same) => same.length > 1)
    .map((same) => ({
      severity: "error",
      subject: same[0] ?? "",
      message: `${same.length} pools have this name without regard to case: ${same.map((name) => JSON.stringify(name)).join(", ")}. Only one is found by it. Rename the others by their ids.`,
    }));
}

async function missingIndex({ pools, location }: Connection): Promise<StoreFinding[]> {
  const indexes = await pools.indexes().catch((error: unknown): undefined => {
    if (error instanceof MongoServerError && error.codeName === "NamespaceNotFound") return undefined;
    throw error;
  });
  if (!indexes || indexes.some(isUniqueOnName)) return [];
  return [
    {
      severity: "warning",
      subject: location,
      message:
        "The collection pools has no unique index on name, so the 2019 manager can make two pools of one name. The next write makes it, unless two pools have one name or there is another index on name; remove these, then run db.pools.createIndex({ name: 1 }, { unique: true }).",
    },
  ];
}

function isUniqueOnName({ key, unique }: Document): boolean {
  return unique === true && Object.keys(key).join() === "name";
}

async function unsafeServer({ pools, client, location }: Connection): Promise<StoreFinding[]> {
  const note = (message: string): StoreFinding => ({ severity: "note", subject: location, message });
  const hello = await client.db(pools.dbName).command({ hello: 1 });
  const isStandAlone = hello.setName === undefined && hello.msg !== "isdbgrid";
  const { w } = pools.writeConcern ?? {};
  return [
    ...(isStandAlone
      ? [
          note(
            "The server stands alone: its pools are away while it is, and lost with its disk. A replica set keeps them.",
          ),
        ]
      : []),
    ...(w !== "majority"
      ? [
          note(
            `The address asks for write concern ${w}: a change can be lost when the primary fails. Leave w out of it for majority.`,
          ),
        ]
      : []),
  ];
}

async function unfinishedWrite({ location }: Connection, log: ChangeLog): Promise<StoreFinding[]> {
  const { pending } = await log.follow();
  if (!pending) return [];
  const [first] = pending.changes;
  const names = pending.changes.map(({ poolName }) => JSON.stringify(poolName)).join(", ");
  return [
    {
      severity: "note",
      subject: location,
      message: `A change of pool ${names} by ${first?.by} at ${first?.at} is under way, or its process died. The next write brings it to its end.`,
    },
  ];
}
