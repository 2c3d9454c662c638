import { quoted } from "../text/show.js";
import { AddressFlaw } from "./address-flaw.js";
import { formatHost, readEndpoint } from "./endpoint.js";
import { type MongoOption, parseMongoOptions } from "./mongo-options.js";

/** One server of a MongoDB. */
export interface MongoHost {
  /** A host name, an IP address, or the path of a Unix socket. */
  readonly host: string;
  /** Nothing for a socket, and for `mongodb+srv`, whose hosts and ports are in the DNS. */
  readonly port: number | undefined;
}

/** Where a MongoDB is, as whom to sign in, and how to use it. */
export interface MongoAddress {
  readonly scheme: "mongodb" | "mongodb+srv";
  readonly user: string | undefined;
  readonly password: string | undefined;
  readonly hosts: readonly MongoHost[];
  readonly database: string | undefined;
  readonly options: readonly MongoOption[];
}

const defaultPort = 27_017;

/** Reads what follows `mongodb://` or `mongodb+srv://`. Throws {@link AddressFlaw}. */
export function readMongoAddress(scheme: MongoAddress["scheme"], rest: string): MongoAddress {
  const [authority = ""] = rest.split(/[/?]/, 1);
  const [, path = "", query] = /^\/?([^?]*)(?:\?(.*))?$/s.exec(rest.slice(authority.length)) ?? [];
  if (rest.slice(authority.length).includes("@")) {
    throw new AddressFlaw(
      authority.includes("@") ? "path" : "password",
      'an "@" stands behind a "/" or "?"; in a password "/" is written %2F and "?" is %3F, elsewhere "@" is %40',
    );
  }
  const at = authority.lastIndexOf("@");
  const signIn = at < 0 ? undefined : readUser(authority.slice(0, at));
  const hosts = authority
    .slice(at + 1)
    .split(",")
    .map((host) => readHost(scheme, host));
  if (scheme === "mongodb+srv" && hosts.length > 1) {
    throw new AddressFlaw("host", "mongodb+srv:// takes one host; those of the database are in the DNS");
  }
  return {
    scheme,
    user: signIn?.user,
    password: signIn?.password,
    hosts,
    database: readDatabase(path),
    options: parseMongoOptions(query ?? "", (text) => decoded(text, "option", "an option")),
  };
}

/** With its password: for the driver, and for a configuration file. */
export function mongoConnectionString(address: MongoAddress): string {
  const { user, password, options } = address;
  const secret = password === undefined ? "" : `:${encoded(password)}`;
  const signIn = user === undefined ? "" : `${encoded(user)}${secret}@`;
  const query = options.map(({ name, value }) => `${name}=${encodedOption(value)}`).join("&");
  return `${address.scheme}://${signIn}${hostList(address)}${databasePath(address)}${query && `?${query}`}`;
}

/** Hosts and database alone: `mongodb://db1:27017,db2:27017/afpools`. */
export function formatMongoAddress(address: MongoAddress): string {
  return `${address.scheme}://${hostList(address)}${databasePath(address)}`;
}

function hostList({ hosts }: MongoAddress): string {
  return hosts
    .map(({ host, port }) => {
      if (host.startsWith("/")) return encoded(host);
      return port === undefined ? host : `${formatHost(host)}:${port}`;
    })
    .join(",");
}

function databasePath({ database, options }: MongoAddress): string {
  if (database !== undefined) return `/${encoded(database)}`;
  return options.length > 0 ? "/" : "";
}

function readUser(text: string): { user: string; password: string | undefined } {
  const colon = text.indexOf(":");
  const user = decoded(colon < 0 ? text : text.slice(0, colon), "user", "the user");
  if (user === "") throw new AddressFlaw("user", 'no user stands before the "@"');
  if (colon < 0) return { user, password: undefined };
  const password = decoded(text.slice(colon + 1), "password", "the password");
  if (password === "") throw new AddressFlaw("password", 'no password stands between ":" and "@"');
  return { user, password };
}

function readHost(scheme: MongoAddress["scheme"], text: string): MongoHost {
  const isSocket = /^(%2f|\/)/i.test(text);
  if (isSocket) {
    const path = decoded(text, "host", "the socket");
    if (path.endsWith(".sock")) return { host: path, port: undefined };
    throw new AddressFlaw("host", 'the path of its socket does not end in ".sock"');
  }
  if (scheme === "mongodb") return readEndpoint(text, defaultPort);
  if (/:\d+$/.test(text)) throw new AddressFlaw("port", "mongodb+srv:// takes no port; the DNS has it");
  return { host: readEndpoint(text, defaultPort).host, port: undefined };
}

function readDatabase(text: string): string | undefined {
  const database = decoded(text, "database", "the name of the database");
  if (database === "") return undefined;
  const [unusual] = /[/\\. "$*<>:|?\0]/.exec(database) ?? [];
  if (unusual !== undefined) {
    throw new AddressFlaw("database", `${quoted(unusual)} cannot stand in the name of a database`);
  }
  if (new TextEncoder().encode(database).length > 63) {
    throw new AddressFlaw("database", "the name of its database is longer than 63 bytes");
  }
  return database;
}

/** @param what is encoded, for the error; the text itself may be a secret. */
function decoded(
  text: string,
  part: "user" | "password" | "host" | "database" | "option",
  what: string,
): string {
  if (/%(?![\da-f]{2})/i.test(text)) {
    throw new AddressFlaw(
      part,
      `a "%" in ${what} is not followed by two hexadecimal digits; a "%" itself is written %25`,
    );
  }
  let result: string;
  try {
    result = decodeURIComponent(text);
  } catch {
    throw new AddressFlaw(part, `what is percent-encoded in ${what} is not UTF-8`);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is they that are looked for
  if (/[\u0000-\u001f\u007f]/.test(result))
    throw new AddressFlaw(part, `a control character stands in ${what}`);
  return result;
}

function encoded(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** Some signs have a meaning in values of options, and are left for people to read. */
function encodedOption(value: string): string {
  return encoded(value).replaceAll(/%(2F|3A|2C)/g, (sign) => decodeURIComponent(sign));
}
