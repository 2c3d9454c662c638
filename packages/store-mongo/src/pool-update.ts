import { applyDiff, hostKey, type Pool, type PoolChange, type PoolHost } from "@afpools/core";
import type { Document, Filter } from "mongodb";
import { readHost } from "./pool-document.js";

export interface PoolUpdate {
  readonly filter: Filter<Document>;
  readonly update: Document;
}

/** The document of a new pool, as the 2019 manager makes it, and our fields behind. */
export function poolDocument(pool: Pool): Omit<Document, "_id"> {
  return {
    name: pool.name,
    clients: pool.hosts.map(toElement),
    description: pool.description,
    rules: [...pool.rules],
    ...(pool.restartStrays && { restartStrays: true }),
    revision: pool.revision,
    changedBy: pool.changedBy,
    changedAt: pool.changedAt,
  };
}

/**
 * What does `change` to the pool's document and leaves alone what it does not name: other people's fields, numbers as
 * ports, and what the 2019 manager does to the list of hosts at the same moment.
 *
 * The filter matches nothing when the document was written in between in a way that matters; then read it again.
 */
export function poolUpdate(document: Document, pool: Pool, change: PoolChange): PoolUpdate {
  const { name, description, hosts, rules, restartStrays } = change.diff;
  const filter: Filter<Document> = { _id: document._id, ...unchanged(document, "revision") };
  const set: Document = { revision: change.revision, changedBy: change.by, changedAt: change.at };
  if (name) set.name = name.after;
  if (description) set.description = description.after;
  if (rules) set.rules = [...applyDiff(pool, { rules }).rules];
  if (restartStrays) set.restartStrays = restartStrays.after;
  if (!hosts) return { filter, update: { $set: set } };

  const removed = new Set(hosts.removed.map((host) => hostKey(host.name)));
  const elements: readonly unknown[] = Array.isArray(document.clients) ? document.clients : [];
  const [gone, kept] = partition(elements, (element) => removed.has(elementKey(element)));
  const present = new Set(kept.map(elementKey));
  const added = hosts.added.filter((host) => !present.has(hostKey(host.name))).map(toElement);

  const isList = Array.isArray(document.clients) || document.clients === undefined;
  if (isList && gone.length === 0) {
    return added.length === 0
      ? { filter, update: { $set: set } }
      : { filter, update: { $set: set, $push: { clients: { $each: added } } } };
  }
  // Named by their exact content, so that duplicates in any spelling go, and nothing else does.
  if (isList && added.length === 0) return { filter, update: { $set: set, $pullAll: { clients: gone } } };
  // MongoDB takes no $pullAll and $push of one list together: the list is set, if it is still the one that was read.
  return {
    filter: { ...filter, clients: document.clients },
    update: { $set: { ...set, clients: [...kept, ...added] } },
  };
}

/** The condition that `field` is as in `document`. */
export function unchanged(document: Document, field: string): Filter<Document> {
  return { [field]: field in document ? document[field] : { $exists: false } };
}

function toElement({ name, engine, ip, port }: PoolHost): Document {
  return { hostname: name, engine, ip, port };
}

function elementKey(element: unknown): string {
  const host = readHost(element);
  // No host name holds a line end, so an element without one is equal to none.
  return host ? hostKey(host.name) : "\n";
}

function partition<T>(items: readonly T[], test: (item: T) => boolean): [T[], T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}
