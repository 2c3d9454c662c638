import { type Farm, hostKey, type Pool, type PoolMember } from "@afpools/core";
import { finish, isHold, membershipsInSteps, type Steps } from "@afpools/core/internal";
import { encodeJsonInSteps, encodeText } from "../bytes/json-bytes.js";

/**
 * The length of the header. The clients of 2019 read it with one `recv(1024)`: padded to that, they get all of it and
 * nothing of the body. JSON allows white space after a value.
 */
const legacyHeaderBytes = 1024;

/**
 * The longest body, in bytes, that a client of 2019 gets whole over Ethernet: it reads the body with one `recv`, which gives
 * it one TCP segment. MTU 1500, less 20 bytes of IP, 20 of TCP and 12 of its timestamps.
 */
export const legacySegmentBytes = 1448;

/** Members of a pool in an answer of the 2019 protocol: those that its clients read, or all that its server sent. */
export type LegacyForm = "compact" | "full";

/** An answer of the 2019 protocol: two parts, to be sent in a write each. */
export interface LegacyAnswer {
  /** Of 1,024 bytes. */
  readonly header: Uint8Array;
  readonly body: Uint8Array;
}

/**
 * The answer of the 2019 protocol to `GET POOLS`. Send header and body in a write each, with Nagle's algorithm off
 * (`TCP_NODELAY`), the body when the system has taken the header: in one write they share a TCP segment, and a client of 2019
 * gets only the part of the body that is in it.
 *
 * Its clients compare names with afserver's by their very spelling and know no rules: members by rule are listed too,
 * and a host stands in the spellings of its renders where the farm knows it. They would take a hold for a pool to render on, so
 * that holds are left out.
 *
 * @param form default `compact`: `name` and `hostname`, about 24 bytes a host where `full` takes 66
 */
export function encodeLegacyPools(
  pools: readonly Pool[],
  farm?: Farm,
  form: LegacyForm = "compact",
): LegacyAnswer {
  return finish(encodeLegacyPoolsInSteps(pools, farm, form));
}

/** {@link encodeLegacyPools} in steps. */
export function* encodeLegacyPoolsInSteps(
  pools: readonly Pool[],
  farm: Farm | undefined,
  form: LegacyForm,
): Steps<LegacyAnswer> {
  const membersOf = membershipsInSteps(pools, farm);
  const documents: object[] = [];
  for (const pool of pools) {
    if (isHold(pool)) continue;
    documents.push(legacyDocument(pool, yield* membersOf(pool), form));
    yield;
  }
  const body = yield* encodeJsonInSteps(documents);
  const header = encodeText(`{"type": "response", "size": ${body.length}}`.padEnd(legacyHeaderBytes));
  return { header, body };
}

function legacyDocument(pool: Pool, members: readonly PoolMember[], form: LegacyForm): object {
  const named = new Map(pool.hosts.map((host) => [hostKey(host.name), host]));
  const clients = members.flatMap(({ name, renders }) => {
    const { engine = "", ip = "", port = "" } = named.get(hostKey(name)) ?? {};
    const spellings = renders.length > 0 ? renders.map((render) => render.name) : [name];
    return spellings.map((hostname) => (form === "full" ? { hostname, engine, ip, port } : { hostname }));
  });
  return { ...(form === "full" && { _id: { $oid: pool.id } }), name: pool.name, clients };
}
