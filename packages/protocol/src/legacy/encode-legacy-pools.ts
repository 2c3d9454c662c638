import { type Farm, hostKey, type Pool, poolMembers } from "@afpools/core";
import { encodeJson, encodeText, joinBytes } from "../bytes/json-bytes.js";
import type { LegacyClient, LegacyPool } from "./legacy-pool.js";

/**
 * The length of the header. The clients of 2019 read it with one `recv(1024)`: padded to that, they get all of it and
 * nothing of the body. JSON allows white space after a value.
 */
const legacyHeaderBytes = 1024;

/**
 * The answer of the 2019 protocol to `GET POOLS`, header and body, to be sent in one write.
 *
 * Its clients compare names with afserver's by their very spelling and know no rules: members by rule are listed too,
 * and a host stands in the spellings of its renders where the farm knows it.
 */
export function encodeLegacyPools(pools: readonly Pool[], farm?: Farm): Uint8Array {
  const body = encodeJson(pools.map((pool) => legacyPool(pool, farm)));
  const header = `{"type": "response", "size": ${body.length}}`;
  return joinBytes(encodeText(header.padEnd(legacyHeaderBytes)), body);
}

function legacyPool(pool: Pool, farm: Farm | undefined): LegacyPool {
  const named = new Map(pool.hosts.map((host) => [hostKey(host.name), host]));
  const clients = poolMembers(pool, farm).flatMap(({ name, renders }): LegacyClient[] => {
    const { engine = "", ip = "", port = "" } = named.get(hostKey(name)) ?? {};
    const spellings = renders.length > 0 ? renders.map((render) => render.name) : [name];
    return spellings.map((hostname) => ({ hostname, engine, ip, port }));
  });
  return { _id: { $oid: pool.id }, name: pool.name, clients };
}
