import { hostKey, isHostName, type Pool, type PoolHost, parsePoolName, parseRule } from "@afpools/core";
import { ObjectId } from "mongodb";

/** Something in a pool's document that neither the 2019 tool nor this store writes. */
interface Oddity {
  readonly severity: "note" | "warning" | "error";
  readonly message: string;
}

export interface PoolReading {
  /** Nothing when the document cannot be a pool. */
  readonly pool: Pool | undefined;
  /** The name that the document gives; something to call it by where it gives none. */
  readonly name: string;
  readonly oddities: readonly Oddity[];
}

type Fields = Readonly<Record<string, unknown>>;

const ownFields = new Set([
  ...["_id", "name", "clients"],
  ...["description", "rules", "restartStrays", "revision", "changedBy", "changedAt"],
]);
const hostFields = ["hostname", "engine", "ip", "port"] as const;
const bsonNumbers = new Set<unknown>(["Int32", "Double", "Long", "Decimal128"]);

/** The pool in a document of `pools`, whoever wrote it, and all that is odd in it. Whatever can be read is read. */
export function readPool(document: Fields): PoolReading {
  const oddities: Oddity[] = [];
  const odd = (severity: Oddity["severity"], message: string) => void oddities.push({ severity, message });

  const name = readPoolName(document);
  if (textOf(document.name) === undefined) {
    odd("error", `Its name is ${kindOf(document.name)}, not a text; it is shown as ${name}. Rename it.`);
  } else if (typeof document.name !== "string") {
    odd("warning", "Its name is a number; it is read as a text. Rename it to make it one.");
  } else if (!isPoolName(name)) {
    odd(
      "warning",
      "Its name is empty, too long, or has white space around it or unprintable characters. Rename it.",
    );
  }
  for (const field of Object.keys(document)) {
    if (!ownFields.has(field)) odd("note", `The field ${field} is not known here; it is left as it is.`);
  }

  const pool = {
    name,
    description: textOf(document.description) ?? "",
    hosts: readHosts(document.clients, odd),
    rules: readRules(document.rules, odd),
    ...(readFlag(document.restartStrays, odd) && { restartStrays: true }),
    revision: readRevision(document.revision, odd),
    changedBy: textOf(document.changedBy) ?? "",
    changedAt: textOf(document.changedAt) ?? "",
  };
  if (document._id instanceof ObjectId) {
    return { pool: { id: document._id.toHexString(), ...pool }, name, oddities };
  }
  odd(
    "error",
    `Its _id is ${kindOf(document._id)}, not an ObjectId, so it is left out of all lists. Insert it again without an _id and delete this one.`,
  );
  return { pool: undefined, name, oddities };
}

/** The name in a pool's document, or something to call it by. */
export function readPoolName(document: Fields): string {
  return textOf(document.name) ?? `unnamed ${textOf(document._id) ?? String(document._id)}`;
}

/** The host in an element of `clients`; nothing when the element names none. */
export function readHost(element: unknown): PoolHost | undefined {
  if (!isFields(element)) return undefined;
  const name = textOf(element.hostname)?.trim();
  if (name === undefined) return undefined;
  const [engine, ip, port] = [element.engine, element.ip, element.port].map((value) => textOf(value) ?? "");
  return { name, engine: engine ?? "", ip: ip ?? "", port: port ?? "" };
}

type Report = (severity: Oddity["severity"], message: string) => void;

function readHosts(clients: unknown, odd: Report): PoolHost[] {
  if (!Array.isArray(clients)) {
    const what = clients === undefined ? "missing" : `${kindOf(clients)}, not a list`;
    odd(
      clients === undefined ? "warning" : "error",
      `Its clients are ${what}; the pool is read as empty. Adding a host makes it a list.`,
    );
    return [];
  }
  const hosts = new Map<string, PoolHost>();
  for (const [index, element] of clients.entries()) {
    const place = `clients[${index}]`;
    const host = readHost(element);
    if (!host) {
      odd(
        "error",
        `${place} names no host and is left out; the 2019 manager fails on it. Remove it in the database.`,
      );
      continue;
    }
    reportHost(element, host, place, odd);
    if (hosts.has(hostKey(host.name))) {
      odd(
        "warning",
        `${place}: host ${host.name} is in the list already; it counts once. Removing it removes both.`,
      );
    } else hosts.set(hostKey(host.name), host);
  }
  return [...hosts.values()];
}

function reportHost(element: Fields, host: PoolHost, place: string, odd: Report): void {
  const missing = hostFields.filter((field) => !(field in element));
  if (missing.length > 0) {
    odd(
      "error",
      `${place} (${host.name}) has no ${missing.join(", ")}; the 2019 manager fails on it. Remove the host and add it again.`,
    );
  }
  if (element.hostname !== host.name || !isHostName(host.name)) {
    odd(
      "warning",
      `${place}: ${JSON.stringify(element.hostname)} is not a host name (letters, digits, ".", "-", "_"), so no render has it. Remove it.`,
    );
  }
  const untyped = hostFields.filter((field) => field in element && typeof element[field] !== "string");
  if (untyped.length > 0) {
    odd(
      "note",
      `${place} (${host.name}): ${untyped.join(", ")} is not a text; it is read as one and left as it is.`,
    );
  }
  const extra = Object.keys(element).filter((field) => !hostFields.some((known) => known === field));
  if (extra.length > 0) {
    odd("note", `${place} (${host.name}): ${extra.join(", ")} is not known here; it is left as it is.`);
  }
}

function readRules(rules: unknown, odd: Report): string[] {
  if (rules === undefined) return [];
  const texts = (Array.isArray(rules) ? rules : [rules]).filter((rule) => typeof rule === "string");
  const valid = texts.filter(isRule);
  if (!Array.isArray(rules) || valid.length < rules.length) {
    odd(
      "warning",
      "Its rules are not a list of host patterns and pool expressions; what is none is left out. Set the rules again.",
    );
  }
  return valid;
}

function readFlag(value: unknown, odd: Report): boolean {
  if (value !== undefined && typeof value !== "boolean") {
    odd("warning", "Its restartStrays is not true or false; it is taken as false. Set it again.");
  }
  return value === true;
}

function readRevision(value: unknown, odd: Report): number {
  if (value === undefined) return 0;
  const revision = typeof value !== "string" ? Number(textOf(value)) : Number.NaN;
  if (Number.isSafeInteger(revision) && revision >= 0) return revision;
  odd("warning", "Its revision is not a count; it is taken as 0. The next edit sets it right.");
  return 0;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint") return String(value);
  return isFields(value) && bsonNumbers.has(value._bsontype) ? String(value) : undefined;
}

function kindOf(value: unknown): string {
  if (value === undefined) return "missing";
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : `a ${typeof value}`;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isPoolName(name: string): boolean {
  try {
    return parsePoolName(name) === name;
  } catch {
    return false;
  }
}

function isRule(rule: string): boolean {
  try {
    return parseRule(rule).text === rule;
  } catch {
    return false;
  }
}
