import { homedir } from "node:os";
import { type CompleteStore, MemoryStore } from "@afpools/core";
import { parseStoreAddress, storeAddressText, withHome } from "@afpools/core/internal";
import { type MongoStoreOptions, openMongoStore } from "@afpools/store-mongo";
import { openSqliteStore } from "@afpools/store-sqlite";

/**
 * The store at an address: `sqlite:PATH` (`sqlite:` alone: the default file; `~` is the user's folder), `mongodb://…`,
 * `mongodb+srv://…`, `memory:`.
 *
 * @param options of a MongoDB
 * @throws AfpoolsError `INVALID_CONFIG` for another one; `STORE_UNAVAILABLE`, `STORE_CORRUPT`, `STORE_TOO_NEW` when a
 * file cannot be used. A MongoDB that is unavailable is reported by the first call.
 */
export function openStore(text: string, options: MongoStoreOptions = {}): CompleteStore {
  const address = withHome(parseStoreAddress(text), homedir());
  switch (address.scheme) {
    case "memory":
      return new MemoryStore();
    case "sqlite":
      return openSqliteStore(address.path || undefined);
    default:
      return openMongoStore(storeAddressText(address), options);
  }
}
