import { AddressFlaw } from "./address-flaw.js";
import {
  formatMongoAddress,
  type MongoAddress,
  mongoConnectionString,
  readMongoAddress,
} from "./mongo-address.js";
import { isFileOption } from "./mongo-options.js";
import { readAddress } from "./read-address.js";

/** A database in a file. */
export interface SqliteAddress {
  readonly scheme: "sqlite";
  /** As it is written; empty for the default file. */
  readonly path: string;
}

/** A database that is gone when its process ends. */
export interface MemoryAddress {
  readonly scheme: "memory";
}

/** Where pools are kept. */
export type StoreAddress = SqliteAddress | MemoryAddress | MongoAddress;

const usage = "use sqlite:PATH, mongodb://HOST:PORT/DATABASE, mongodb+srv://HOST/DATABASE or memory:";

/**
 * The address of a pool database: `sqlite:PATH`, `sqlite:` for the default file, `memory:`,
 * `mongodb://[USER[:PASSWORD]@]HOST[:PORT][,…][/DATABASE][?OPTION=VALUE&…]`, `mongodb+srv://…`.
 *
 * @throws AfpoolsError `INVALID_CONFIG`, naming the part that is wrong; never a password
 */
export function parseStoreAddress(text: string): StoreAddress {
  return readAddress(text, "the address of a pool database", readStoreAddress);
}

/**
 * The address of a MongoDB alone, as {@link parseStoreAddress}.
 *
 * @throws AfpoolsError `INVALID_CONFIG`
 */
export function parseMongoAddress(text: string): MongoAddress {
  return readAddress(text, "the address of a MongoDB", (address) => {
    const read = readStoreAddress(address);
    if (read.scheme === "mongodb" || read.scheme === "mongodb+srv") return read;
    throw new AddressFlaw("scheme", "use mongodb://HOST:PORT/DATABASE or mongodb+srv://HOST/DATABASE");
  });
}

/** Throws {@link AddressFlaw}. */
function readStoreAddress(text: string): StoreAddress {
  const [, written = "", rest = ""] = /^([a-z][a-z\d+.-]*):(.*)$/is.exec(text) ?? [];
  const scheme = written.toLowerCase();
  if (scheme === "memory" && rest === "") return { scheme };
  if (scheme === "sqlite") return { scheme, path: readPath(rest) };
  if ((scheme === "mongodb" || scheme === "mongodb+srv") && rest.startsWith("//")) {
    return readMongoAddress(scheme, rest.slice(2));
  }
  throw new AddressFlaw("scheme", usage);
}

/** Is it one of a pool database, rather than of a server? What follows the scheme may be wrong. */
export function isStoreAddress(text: string): boolean {
  return /^\s*(sqlite|memory|mongodb(\+srv)?):/i.test(text);
}

/** Without user, password and options. */
export function formatStoreAddress(address: StoreAddress): string {
  if (address.scheme === "memory") return "memory:";
  return address.scheme === "sqlite" ? `sqlite:${address.path}` : formatMongoAddress(address);
}

/** As it is written into a configuration file: with its password. */
export function storeAddressText(address: StoreAddress): string {
  const isMongo = address.scheme === "mongodb" || address.scheme === "mongodb+srv";
  return isMongo ? mongoConnectionString(address) : formatStoreAddress(address);
}

/** The same address, in which a "~" before a path is the folder `home`. */
export function withHome(address: StoreAddress, home: string): StoreAddress {
  if (address.scheme === "memory") return address;
  if (address.scheme === "sqlite") return { ...address, path: expandHome(address.path, home) };
  const options = address.options.map(({ name, value }) => ({
    name,
    value: isFileOption(name) ? expandHome(value, home) : value,
  }));
  return { ...address, options };
}

/** A path in which a "~" before it is the folder `home`, as a shell writes it. */
export function expandHome(path: string, home: string): string {
  return /^~(?=$|[/\\])/.test(path) ? home + path.slice(1) : path;
}

function readPath(text: string): string {
  const path = text.replace(/^\/\/(?=\/)/, "").replace(/^\/(?=[a-z]:[/\\])/i, "");
  if (path.startsWith("//")) {
    throw new AddressFlaw("path", 'a path follows "sqlite:" at once, without "//"');
  }
  if (/^~[^/\\]/.test(path)) {
    throw new AddressFlaw(
      "path",
      '"~" and a name is not understood; write the folder in full, or ./~ for a file of that name',
    );
  }
  if (path.includes("\0")) throw new AddressFlaw("path", "a NUL character stands in its path");
  return path;
}
