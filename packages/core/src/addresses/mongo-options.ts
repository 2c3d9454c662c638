import { nearest } from "../expressions/nearest.js";
import { quoted } from "../text/show.js";
import { AddressFlaw } from "./address-flaw.js";

/** An option of a MongoDB address, by the name that MongoDB's specification gives it. */
export interface MongoOption {
  readonly name: string;
  readonly value: string;
}

type Kind = "boolean" | "count" | "integer" | "text" | "file" | "secret" | readonly string[];

/**
 * The options of MongoDB's connection string specification that Node's driver and PyMongo both know: server and submitters may
 * be given the same address.
 */
const kinds: Readonly<Record<string, Kind>> = {
  appName: "text",
  authMechanism: [
    "GSSAPI",
    "MONGODB-AWS",
    "MONGODB-OIDC",
    "MONGODB-X509",
    "PLAIN",
    "SCRAM-SHA-1",
    "SCRAM-SHA-256",
  ],
  authMechanismProperties: "secret",
  authSource: "text",
  compressors: "text",
  connectTimeoutMS: "count",
  directConnection: "boolean",
  heartbeatFrequencyMS: "count",
  journal: "boolean",
  loadBalanced: "boolean",
  localThresholdMS: "count",
  maxConnecting: "count",
  maxIdleTimeMS: "count",
  maxPoolSize: "count",
  maxStalenessSeconds: "integer",
  minPoolSize: "count",
  readConcernLevel: ["available", "linearizable", "local", "majority", "snapshot"],
  readPreference: ["nearest", "primary", "primaryPreferred", "secondary", "secondaryPreferred"],
  readPreferenceTags: "text",
  replicaSet: "text",
  retryReads: "boolean",
  retryWrites: "boolean",
  serverMonitoringMode: ["auto", "poll", "stream"],
  serverSelectionTimeoutMS: "count",
  socketTimeoutMS: "count",
  srvMaxHosts: "count",
  srvServiceName: "text",
  ssl: "boolean",
  timeoutMS: "count",
  tls: "boolean",
  tlsAllowInvalidCertificates: "boolean",
  tlsAllowInvalidHostnames: "boolean",
  tlsCAFile: "file",
  tlsCertificateKeyFile: "file",
  tlsCertificateKeyFilePassword: "secret",
  tlsCRLFile: "file",
  tlsInsecure: "boolean",
  w: "text",
  waitQueueTimeoutMS: "count",
  wtimeoutMS: "count",
  zlibCompressionLevel: "integer",
};

const names = new Map(Object.keys(kinds).map((name) => [name.toLowerCase(), name]));

/** PyMongo's and older drivers' names, and what to write instead. */
const replacements: Readonly<Record<string, string>> = {
  j: "journal",
  wtimeout: "wtimeoutMS",
  ssl_ca_certs: "tlsCAFile",
  ssl_certfile: "tlsCertificateKeyFile",
  ssl_keyfile: "tlsCertificateKeyFile",
  ssl_pem_passphrase: "tlsCertificateKeyFilePassword",
  ssl_crlfile: "tlsCRLFile",
  ssl_cert_reqs: "tlsAllowInvalidCertificates",
  ssl_match_hostname: "tlsAllowInvalidHostnames",
};

/** Does this option name a file? */
export function isFileOption(name: string): boolean {
  return kinds[name] === "file";
}

/** @param query what follows the "?", of which each value is still percent-encoded. */
export function parseMongoOptions(query: string, decode: (text: string) => string): readonly MongoOption[] {
  const options: MongoOption[] = [];
  for (const part of query === "" ? [] : query.split("&")) {
    const [written = ""] = part.split("=", 1);
    const name = canonicalName(written);
    const value = decode(part.slice(written.length + 1));
    if (value === "") throw new AddressFlaw("option", `option ${name} has no value`);
    if (name !== "readPreferenceTags" && options.some((option) => option.name === name)) {
      throw new AddressFlaw("option", `option ${name} stands in it twice`);
    }
    checkValue(name, value);
    options.push({ name, value });
  }
  const [tls, ssl] = ["tls", "ssl"].map((name) => options.find((option) => option.name === name)?.value);
  if (tls !== undefined && ssl !== undefined && tls !== ssl) {
    throw new AddressFlaw("option", `options tls=${tls} and ssl=${ssl} contradict each other`);
  }
  return options;
}

function canonicalName(written: string): string {
  const name = names.get(written.toLowerCase());
  if (name !== undefined) return name;
  if (written === "")
    throw new AddressFlaw("option", 'an option is empty; options are NAME=VALUE with "&" between them');
  const better = replacements[written.toLowerCase()] ?? nearest(written, Object.keys(kinds));
  const shown = /^[\w.-]{1,60}$/.test(written) ? written : quoted(written, 60);
  const hint = better === undefined ? "" : `; perhaps ${better} is meant`;
  throw new AddressFlaw("option", `option ${shown} is not supported${hint}`);
}

function checkValue(name: string, value: string): void {
  const kind = kinds[name] ?? "text";
  if (kind === "boolean" && !/^(true|false)$/.test(value)) throw wrongValue(name, value, "true or false");
  if (kind === "count" && !/^\d{1,10}$/.test(value)) throw wrongValue(name, value, "a whole number from 0");
  if (kind === "integer" && !/^-?\d{1,10}$/.test(value)) throw wrongValue(name, value, "a whole number");
  if (typeof kind !== "string" && !kind.includes(value)) {
    throw wrongValue(name, value, `one of ${kind.join(", ")}`);
  }
}

function wrongValue(name: string, value: string, expected: string): AddressFlaw {
  return new AddressFlaw("option", `option ${name} is ${quoted(value, 60)}; it takes ${expected}`);
}
