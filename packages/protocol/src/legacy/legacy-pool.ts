import * as z from "zod";
import { listOf } from "../commands/shared-schemas.js";

const text = z.union([z.string(), z.number().transform(String)]).catch("");

const legacyClient = z.object({ hostname: z.string(), engine: text, ip: text, port: text });

const legacyPool = z.object({
  _id: z.exactOptional(z.object({ $oid: z.string() })),
  name: z.string(),
  clients: listOf(legacyClient).default([]),
});

/**
 * The body of the 2019 protocol's answer. Servers of 2019 give documents as found: ports as numbers, no `clients`. What an
 * answer leaves out of a client is empty here.
 */
export const legacyPools = listOf(legacyPool);

/** A pool as the 2019 tools know it: a document of its collection. A compact answer has no `_id`. */
export type LegacyPool = z.output<typeof legacyPool>;

export type LegacyClient = z.output<typeof legacyClient>;
