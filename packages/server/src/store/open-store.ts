import { AfpoolsError, MemoryStore, type PoolStore } from "@afpools/core";
import { openMongoStore } from "@afpools/store-mongo";
import { openSqliteStore } from "@afpools/store-sqlite";

/**
 * The store that `url` names: `sqlite:PATH` (`sqlite:` alone: the default file), `mongodb://…`, `mongodb+srv://…`,
 * `memory:`.
 *
 * @throws AfpoolsError `INVALID_CONFIG` for another one; `STORE_UNAVAILABLE`, `STORE_CORRUPT`, `STORE_TOO_NEW` when a
 * file cannot be used. A MongoDB that is away is told by the first call.
 */
export function openStore(url: string): PoolStore {
  if (url === "memory:") return new MemoryStore();
  if (url.startsWith("sqlite:")) return openSqliteStore(url.slice("sqlite:".length) || undefined);
  if (/^mongodb(\+srv)?:\/\//.test(url)) return openMongoStore(url);
  const scheme = /^[a-z+]+:/.exec(url)?.[0];
  throw new AfpoolsError(
    "INVALID_CONFIG",
    `${scheme ? `"${scheme}"` : JSON.stringify(url)} names no store; use sqlite:PATH, mongodb://HOST:PORT/DATABASE or memory:.`,
    { details: { scheme } },
  );
}
