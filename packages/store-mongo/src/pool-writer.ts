import { AfpoolsError, type PoolChange, storeUnavailableError } from "@afpools/core";
import { MongoServerError } from "mongodb";
import type { ChangeLog, LogEntry } from "./change-log.js";
import type { Connection } from "./connection.js";
import { type Found, PoolChanger } from "./pool-changer.js";
import { assertKnownVersion, raiseVersion } from "./schema-version.js";
import { undoneBatch } from "./undo-batch.js";

/** How long another writer's entry is pending before that writer is taken for dead, in ms. */
const deadAfterMs = 2_000;

/** How long a writer waits for its turn, in ms. */
const maxWaitMs = 15_000;

/** Carries out changes, one at a time among all writers that keep the log. */
export class PoolWriter {
  readonly #connection: Connection;
  readonly #log: ChangeLog;
  readonly #changer: PoolChanger;
  #writing: Promise<unknown> = Promise.resolve();
  #isPrepared = false;

  constructor(connection: Connection, log: ChangeLog) {
    this.#connection = connection;
    this.#log = log;
    this.#changer = new PoolChanger(connection.pools);
  }

  /** See PoolStore.writeBatch. */
  write(changes: readonly PoolChange[]): Promise<void> {
    return this.#connection.use(() => {
      const written = this.#writing.then(() => this.#write(changes));
      this.#writing = written.catch(() => undefined);
      return written;
    });
  }

  /** Was a pending entry carried out, or of a batch some, so that the rest will be? */
  async isCarriedOut({ changes }: Pick<LogEntry, "changes">): Promise<boolean> {
    return (await this.#changer.carriedOut(changes)).size > 0;
  }

  /** The number of the last settled entry, once what is pending when this is called is settled or dropped. */
  async lastOnceSettled(): Promise<number> {
    const { last, pending } = await this.#log.follow();
    if (!pending) return last;
    const since = performance.now();
    for (;;) {
      await pause();
      const now = await this.#log.follow();
      if (!isSame(now.pending, pending)) return now.last;
      if (performance.now() - since > deadAfterMs) await this.#settleForDead(pending);
    }
  }

  async #write(changes: readonly PoolChange[]): Promise<void> {
    await this.#prepare();
    // A newer release may have taken the database over while this one had it open.
    await assertKnownVersion(this.#connection.schema, this.#connection.location);
    const deadline = performance.now() + maxWaitMs;
    for (;;) {
      const last = await this.#awaitTurn(deadline);
      // What is found here still holds once the entry is in: another writer would have taken its number.
      const found = await this.#changer.check(changes);
      const entry = await this.#log.append(changes, last);
      if (!entry) continue;
      await this.#carryOut(entry, found);
      return;
    }
  }

  /**
   * Carries out an entry and settles it. When the database fails meanwhile, the next writer sees what was carried out and does the
   * rest.
   *
   * @throws AfpoolsError when the 2019 manager made a change impossible; what was carried out of its batch is taken back
   */
  async #carryOut(entry: LogEntry, found: readonly (Found | undefined)[]): Promise<void> {
    for (const [index, change] of entry.changes.entries()) {
      try {
        await this.#changer.carryOut(change, found[index]);
      } catch (error) {
        if (!(error instanceof AfpoolsError)) throw error;
        await this.#giveUp(entry, entry.changes.slice(0, index));
        throw error;
      }
    }
    await this.#settle(entry);
  }

  /** Ends an entry of which only the changes `done` were carried out, and the next one cannot be. */
  async #giveUp(entry: LogEntry, done: readonly PoolChange[]): Promise<void> {
    if (done.length === 0) return this.#log.drop(entry);
    const changes = undoneBatch(done, new Date());
    let noted = await this.#log.replace(entry, changes);
    // This process stood still so long that another one took its entry for dead.
    while (!noted)
      noted = await this.#log.append(changes, await this.#awaitTurn(performance.now() + maxWaitMs));
    await this.#finish(noted);
  }

  /** Carries out what of an entry was not yet. */
  async #finish(entry: LogEntry): Promise<void> {
    const ids = new Set(entry.changes.map(({ id }) => id));
    let left = entry;
    for (const change of entry.changes) {
      if ((await this.#changer.carriedOut([change])).size > 0) continue;
      try {
        await this.#changer.carryOut(change, await this.#changer.find(change.poolId));
      } catch (error) {
        if (!(error instanceof AfpoolsError)) throw error;
        const isTakingBack = change.undoes !== undefined && ids.has(change.undoes);
        if (!isTakingBack) return this.#giveUp(left, entry.changes.slice(0, entry.changes.indexOf(change)));
        // Somebody deleted the pool meanwhile, or gave its name away: there is nothing to take back.
        const others = left.changes.filter((other) => other !== change);
        left = (await this.#log.replace(left, others)) ?? left;
      }
    }
    await this.#settle(left);
  }

  /** Waits until no entry is pending, and settles one that its writer left behind. Gives the last entry's number. */
  async #awaitTurn(deadline: number): Promise<number> {
    let waitingFor: LogEntry | undefined;
    let since = 0;
    for (;;) {
      const { last, pending } = await this.#log.follow();
      if (!pending) return last;
      this.#connection.assertOpen();
      const now = performance.now();
      if (!isSame(waitingFor, pending)) {
        waitingFor = pending;
        since = now;
      } else if (now - since > deadAfterMs) await this.#settleForDead(pending);
      if (now > deadline) {
        throw storeUnavailableError(this.#connection.location, "others write to it all the time; try again");
      }
      await pause();
    }
  }

  async #settleForDead(entry: LogEntry): Promise<void> {
    if (await this.isCarriedOut(entry)) await this.#finish(entry);
    else await this.#log.drop(entry);
  }

  async #settle(entry: LogEntry): Promise<void> {
    let written = entry;
    while (!(await this.#log.settle(written))) {
      // This process stood still so long that another one took it for dead: its changes are recorded anew.
      const last = await this.#awaitTurn(performance.now() + maxWaitMs);
      written = (await this.#log.append(entry.changes, last)) ?? written;
    }
  }

  /** Creates the indexes that are missing; those that the data does not allow are told by `diagnose`. */
  async #prepare(): Promise<void> {
    if (this.#isPrepared) return;
    await raiseVersion(this.#connection.schema);
    await this.#log.createIndexes();
    try {
      await this.#connection.pools.createIndex({ name: 1 }, { unique: true });
    } catch (error) {
      if (!(error instanceof MongoServerError)) throw error;
    }
    this.#isPrepared = true;
  }
}

function isSame(one: LogEntry | undefined, other: LogEntry): boolean {
  return one?.number === other.number && one.changes.at(-1)?.id === other.changes.at(-1)?.id;
}

/** Random, so that two that wait do not meet again. */
function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 2 + Math.random() * 10));
}
