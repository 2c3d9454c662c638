import { AfpoolsError } from "@afpools/core";
import { parseJson } from "@afpools/core/internal";
import { z } from "zod";
import { draftsOfNative } from "../../jobs/read-native-pools.js";
import type { ForeignPools } from "./foreign-pools.js";

const pool = z.looseObject({ name: z.string(), pattern: z.string().default("") });
const render = z.looseObject({ name: z.string(), pool: z.string().default("/") });
const part = z.looseObject({ pools: z.array(pool).default([]), renders: z.array(render).default([]) });
/** Both answers of afserver in one object, or one after the other in a list. */
const answers = z.union([part.transform((value) => [value]), z.array(part)]);

/**
 * Afanasy's own pools, as afserver answers to `{"get":{"type":"pools"}}` and `{"get":{"type":"renders"}}`.
 *
 * @throws AfpoolsError `INVALID_FILE`
 */
export function readCgru(text: string, file: string): ForeignPools {
  const read = answers.safeParse(parseJson(text, { name: file }));
  const parts = read.success ? read.data : [];
  const pools = parts.flatMap((each) => each.pools);
  const renders = parts.flatMap((each) => each.renders);
  if (pools.length === 0 || renders.length === 0) {
    throw new AfpoolsError(
      "INVALID_FILE",
      `${file} cannot be imported as from CGRU: it does not hold the pools and the renders as afserver answers them, {"pools":[…],"renders":[…]}.`,
      { details: { file } },
    );
  }
  const native = pools.map(({ name }) => ({
    path: name,
    expression: name,
    hosts: renders.filter((each) => isWithin(each.pool, name)).map((each) => each.name),
    online: 0,
  }));
  const patterns = pools.filter((each) => each.pattern !== "" && each.name !== "/");
  return {
    pools: draftsOfNative(native, []).map((draft) => ({ ...draft, rules: [] })),
    left: [
      ...(patterns.length > 0
        ? [
            `Patterns, by which new renders come into a pool, are not imported: ${patterns.map(({ name, pattern }) => `${name} ${pattern}`).join(", ")}. A rule is their counterpart: afpools pool add POOL --rule 'pc-*'`,
          ]
        : []),
      "Limits, priorities, services and properties of Afanasy's pools stay in Afanasy.",
    ],
  };
}

function isWithin(path: string, pool: string): boolean {
  return path === pool || path.startsWith(pool.endsWith("/") ? pool : `${pool}/`);
}
