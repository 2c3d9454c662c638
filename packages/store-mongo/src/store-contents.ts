import { notEmptyError, type StoreContents } from "@afpools/core";
import { type Collection, type Document, ObjectId } from "mongodb";
import { credentialDocument, credentialOf } from "./accounts.js";
import { catchUp } from "./catch-up.js";
import type { ChangeLog } from "./change-log.js";
import type { Connection } from "./connection.js";
import { readPool } from "./pool-document.js";
import { poolDocument } from "./pool-update.js";
import type { PoolWriter } from "./pool-writer.js";
import type { UserLog } from "./user-log.js";

/** Fewer round trips, and no command near the 48 MB that a server takes. */
const batchSize = 500;

interface Parts {
  readonly connection: Connection;
  readonly log: ChangeLog;
  readonly users: UserLog;
}

/**
 * All that the collections hold, of the moment of one change. Pools are read while others write, so what was changed
 * meanwhile is done to them once more, by the history.
 */
export async function readContents(
  { connection, log, users }: Parts,
  writer: PoolWriter,
): Promise<StoreContents> {
  const { last: start } = await log.follow();
  const documents = await connection.pools.find().toArray();
  const end = await writer.lastOnceSettled();
  const history = await log.between(0, end);
  const credentials = await connection.credentials.find().sort({ _id: 1 }).toArray();
  const pools = documents.map((document) => readPool(document).pool).filter((pool) => pool !== undefined);
  const since = history.filter(({ number }) => number > start);
  return {
    pools: catchUp(
      pools,
      since.flatMap(({ changes }) => changes),
    ),
    history: history.flatMap(({ changes }) => changes),
    users: await users.list(),
    credentials: credentials.flatMap(credentialOf),
  };
}

/**
 * Puts contents into empty collections. As nothing makes several writes one, the history is kept shut meanwhile: nobody
 * writes, watches say why, and where this process dies in the middle it stays shut.
 *
 * @throws AfpoolsError `CONFLICT` where they are not empty
 */
export async function fillCollections(parts: Parts, contents: StoreContents): Promise<void> {
  const { connection, log } = parts;
  const { pools, history, users, credentials } = contents;
  const hasUsers = users.length > 0 && (await parts.users.list()).length > 0;
  const isTaken = hasUsers || (await connection.pools.findOne()) !== null || !(await log.shut());
  if (isTaken) throw notEmptyError(connection.location);
  const filled: Filled[] = [];
  const put = async (collection: Collection<Document>, documents: readonly Document[]) => {
    filled.push({ collection, ids: documents.map(({ _id }) => _id) });
    for (const batch of batches(documents)) await collection.insertMany([...batch]);
  };
  try {
    await put(
      connection.pools,
      pools.map((pool) => ({ _id: new ObjectId(pool.id), ...poolDocument(pool) })),
    );
    await put(plain(connection.userLog), await parts.users.entriesFor(users));
    await put(plain(connection.credentials), credentials.map(credentialDocument));
    await log.open(history, (documents) => put(plain(connection.history), documents));
  } catch (error) {
    for (const { collection, ids } of filled.reverse()) {
      for (const batch of batches(ids)) await collection.deleteMany({ _id: { $in: [...batch] } });
    }
    await log.open([], async () => undefined);
    throw error;
  }
}

interface Filled {
  readonly collection: Collection<Document>;
  readonly ids: readonly Document["_id"][];
}

/** The collection as one of any documents: they are checked where they are made. */
function plain<T extends Document>(collection: Collection<T>): Collection<Document> {
  return collection as unknown as Collection<Document>;
}

function* batches<T>(items: readonly T[]): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += batchSize) yield items.slice(start, start + batchSize);
}
