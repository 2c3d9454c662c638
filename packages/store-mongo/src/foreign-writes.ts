import { type ChangeStream, type Collection, type Document, MongoError } from "mongodb";

/** Looks take at most this part of the time. */
const lookShare = 1 / 10;

/** Up to which duration of a look, in ms, a caller who asks to see everything waits for one. */
const cheapLookMs = 200;

/** A digest overlooks what two opposite changes leave as it was; everything is read this often, in ms. */
const readAllEveryMs = 60_000;

/** The pools that may differ: those of these ids, or any. */
export type Suspects = ReadonlySet<string> | "all";

const nobody: ReadonlySet<string> = new Set();

/** How writes are noticed: the server tells them; by a few bytes of each pool; not at all, so that everything has to be read. */
type Way = "told" | "digest" | "unknown";

export interface ForeignWritesOptions {
  /** From the end of one look to the next, at least, in ms. */
  readonly everyMs: number;
  /** A clock that never goes back, in ms. */
  readonly now: () => number;
}

/**
 * Tells which pools somebody may have written who keeps no log, as the 2019 manager. A replica set tells by a change stream. A single
 * MongoDB gives a digest of each pool: its number of hosts, first and last host, size and texts. A server that can do neither leaves
 * nothing but to read everything.
 */
export class ForeignWrites {
  readonly #collection: Collection<Document>;
  readonly #everyMs: number;
  readonly #now: () => number;
  #way: Way = "told";
  #stream: ChangeStream<Document> | undefined;
  #digests = new Map<string, string>();
  #lookedAt = Number.NEGATIVE_INFINITY;
  #lookTook = 0;
  #readAllAt = Number.NEGATIVE_INFINITY;

  constructor(collection: Collection<Document>, { everyMs, now }: ForeignWritesOptions) {
    this.#collection = collection;
    this.#everyMs = everyMs;
    this.#now = now;
  }

  /**
   * What may differ since the last call; the first gives `all`. To be called before the pools are read.
   *
   * @param isUrgent somebody waits to see everything that is written
   */
  async suspects(isUrgent: boolean): Promise<Suspects> {
    const told = this.#way === "told" ? await this.#told() : undefined;
    if (told) return told;
    if (!this.#isDue(isUrgent)) return nobody;
    return this.#way === "digest" ? this.#compare() : "all";
  }

  /** How long it took to read everything, which nothing but reading everything shows. */
  readAllTook(ms: number): void {
    this.#readAllAt = this.#now();
    if (this.#way !== "unknown") return;
    this.#lookTook = ms;
    this.#lookedAt = this.#readAllAt;
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    await stream?.close();
  }

  #isDue(isUrgent: boolean): boolean {
    if (isUrgent) return this.#lookTook <= cheapLookMs;
    const pause = Math.max(this.#everyMs, this.#lookTook / lookShare);
    return this.#now() - this.#lookedAt >= pause;
  }

  /** Nothing where the server has no change streams. */
  async #told(): Promise<Suspects | undefined> {
    const isNew = this.#stream === undefined;
    this.#stream ??= this.#collection.watch([{ $project: { documentKey: 1 } }], { maxAwaitTimeMS: 1 });
    const ids = new Set<string>();
    let isAll = isNew;
    try {
      for (let event = await this.#stream.tryNext(); event; event = await this.#stream.tryNext()) {
        if ("documentKey" in event) ids.add(String(event.documentKey._id));
        else isAll = true;
        // The collection was dropped or renamed: the stream is at its end.
        if (event.operationType === "invalidate") await this.close();
        if (!this.#stream) break;
      }
    } catch (error) {
      // What it had to tell is not known: a new stream begins with all.
      await this.close();
      if (!isUnsupported(error)) throw error;
      this.#way = "digest";
      return undefined;
    }
    return isAll ? "all" : ids;
  }

  async #compare(): Promise<Suspects> {
    const startedAt = this.#now();
    const before = this.#digests;
    const digests = await this.#readDigests();
    if (!digests) return "all";
    this.#digests = digests;
    this.#lookedAt = this.#now();
    this.#lookTook = this.#lookedAt - startedAt;
    if (this.#lookedAt - this.#readAllAt >= readAllEveryMs) return "all";
    const ids = new Set([...before.keys(), ...digests.keys()]);
    return new Set([...ids].filter((id) => before.get(id) !== digests.get(id)));
  }

  /** Leaves the way where the server cannot work digests out. */
  async #readDigests(): Promise<Map<string, string> | undefined> {
    try {
      const rows = await this.#collection.aggregate([{ $project: digest }]).toArray();
      return new Map(rows.map(({ _id, ...rest }) => [String(_id), JSON.stringify(rest)]));
    } catch (error) {
      if (!isUnsupported(error)) throw error;
      this.#way = "unknown";
      return undefined;
    }
  }
}

const hosts = { $cond: [{ $isArray: "$clients" }, "$clients", []] };

const digest = {
  name: 1,
  description: 1,
  restartStrays: 1,
  revision: 1,
  count: { $size: hosts },
  first: { $arrayElemAt: [hosts, 0] },
  last: { $arrayElemAt: [hosts, -1] },
  bytes: { $bsonSize: "$$ROOT" },
};

/**
 * Is it for want of a feature? 40573: change streams need a replica set; 40324, 168: an unknown stage or operator; 115, 238: not
 * supported, not implemented; 59: an unknown command; 13: this user may not.
 */
function isUnsupported(error: unknown): boolean {
  const code = error instanceof MongoError ? error.code : undefined;
  return typeof code === "number" && [13, 59, 115, 168, 238, 40324, 40573].includes(code);
}
