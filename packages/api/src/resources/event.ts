import * as z from "zod";
import { poolDeletion } from "./change.js";
import { render } from "./host.js";
import { job } from "./job.js";
import { listOf, named } from "./named.js";
import { pool } from "./pool.js";
import { scanEvent } from "./scan.js";
import { status } from "./status.js";

const place = {
  instance: z.string().describe("The server's, as in its status: sequence numbers belong to it."),
  seq: z.int().describe("Counts up by one with each change."),
};

const snapshotMessage = named(
  "SnapshotMessage",
  "Everything as it is: the first message, unless the connection resumes.",
  z.object({
    type: z.literal("snapshot"),
    ...place,
    status,
    pools: listOf(pool),
    hosts: listOf(render).describe("The hosts that the farm knows."),
    jobs: listOf(job).describe("The unfinished jobs that are on pools."),
  }),
);

/** What came or differs, whole, and the keys of what is gone. */
function difference<Item extends z.ZodType, Key extends z.ZodType>(item: Item, key: Key) {
  return z.object({ changed: listOf(item), gone: listOf(key) });
}

const deletions = z
  .exactOptional(listOf(poolDeletion))
  .describe("Who deleted those that are gone; not of pools that the 2019 tool deleted.");

const changeMessage = named(
  "ChangeMessage",
  "What differs from the message before; absent where nothing does.",
  z.object({
    type: z.literal("change"),
    ...place,
    status: z.exactOptional(status),
    /** Those that are gone by their ids. */
    pools: z.exactOptional(difference(pool, z.string()).extend({ deletions })),
    /** Those that are gone by their names. */
    hosts: z.exactOptional(difference(render, z.string())),
    /** Those that are gone by their serials. */
    jobs: z.exactOptional(difference(job, z.int())),
  }),
);

export const serverMessage = named(
  "ServerMessage",
  "What the server sends by the WebSocket of events.",
  z.discriminatedUnion("type", [
    snapshotMessage,
    /** The first message of a connection that resumes: all changes since are on their way. */
    z.object({ type: z.literal("resumed"), ...place }),
    changeMessage,
    /** Of a scan that the same user started; is not numbered and not sent again. */
    z.object({ type: z.literal("scan"), scan: z.string(), event: scanEvent }),
    /** Nothing happened for 15 s: tells that the connection lives. */
    z.object({ type: z.literal("beat") }),
  ]),
);

export type SnapshotMessage = z.output<typeof snapshotMessage>;
export type ChangeMessage = z.output<typeof changeMessage>;
export type ServerMessage = z.output<typeof serverMessage>;
