import { type Clock, type LeaseStore, type PoolChange, type PoolStore, systemClock } from "@afpools/core";
import type { Log } from "../log/log.js";
import { changesDelivery, type Delivery, isWanted } from "./delivery.js";
import type { Hook } from "./hook.js";
import { postDelivery } from "./post-delivery.js";

/** How long it waits after a delivery that failed, in ms: twice as long each time, up to the most. */
const retryMs = { first: 1_000, most: 300_000 };
/** How many changes it looks back for the last one that was told; what is older is left out. */
const mostBehind = 1_000;
/** How many deliveries that are not in the history wait at the most. */
const mostWaiting = 100;

export interface HookSenderOptions {
  readonly hook: Hook;
  readonly store: Pick<PoolStore, "history">;
  readonly leases: LeaseStore;
  /** Is it this server that sends? */
  readonly isSender: () => boolean;
  readonly log: Log;
  readonly clock?: Clock;
}

/** How a hook fares. */
export interface HookStatus {
  readonly name: string;
  /** The last answer or failure; null before the first. */
  readonly last: { readonly at: string; readonly result: string } | null;
  readonly failing: boolean;
}

/**
 * Tells one hook what is new, in order, again and again until it is taken. What it was told last is kept in the database, as the
 * holder of a lease of its own: the history is the queue.
 */
export class HookSender {
  readonly #options: HookSenderOptions;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #waiting: Delivery[] = [];
  #isAsked = false;
  #working: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;
  #failures = 0;
  #last: HookStatus["last"] = null;

  constructor(options: HookSenderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
  }

  get status(): HookStatus {
    return { name: this.#options.hook.name, last: this.#last, failing: this.#failures > 0 };
  }

  /** Something may be new. */
  look(): void {
    this.#isAsked = true;
    if (this.#working || this.#cancelRetry || this.#closing.signal.aborted) return;
    this.#working = this.#work().finally(() => {
      this.#working = undefined;
      if (this.#isAsked) this.look();
    });
  }

  /** Tells what stands in no history; it is lost when the server ends before. */
  tell(delivery: Delivery): void {
    if (!isWanted(delivery, this.#options.hook)) return;
    this.#waiting.push(delivery);
    if (this.#waiting.length > mostWaiting) this.#waiting.shift();
    this.look();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelRetry?.();
    await this.#working;
  }

  async #work(): Promise<void> {
    this.#isAsked = false;
    try {
      await this.#sendChanges();
      for (let next = this.#waiting[0]; next && this.#options.isSender(); next = this.#waiting[0]) {
        await this.#send(next);
        this.#waiting.shift();
      }
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#failed(error);
    }
  }

  async #sendChanges(): Promise<void> {
    const { hook, store, leases, isSender } = this.#options;
    if (!isSender()) return;
    let told = await leases.read(`hook:${hook.name}`);
    const move = async (changeId: string) => {
      const next = { name: told.name, holder: changeId, beat: told.beat + 1 };
      const isMoved = await leases.claim(next);
      if (isMoved) told = next;
      return isMoved;
    };
    if (told.beat === 0) {
      const [newest] = await store.history({ limit: 1 });
      await move(newest?.id ?? "");
      return;
    }
    for (const changes of batches(await this.#changesSince(told.holder))) {
      if (!isSender()) return;
      const delivery = changesDelivery(changes);
      if (isWanted(delivery, hook)) await this.#send(delivery);
      // Another server sends by now.
      if (!(await move(delivery.id))) return;
    }
  }

  /** The changes behind that of this id, the oldest first. */
  async #changesSince(id: string): Promise<readonly PoolChange[]> {
    const { store, hook, log } = this.#options;
    const found: PoolChange[] = [];
    for (let limit = 20; found.length < mostBehind; limit = 200) {
      const last = found.at(-1);
      const page = await store.history({ limit, ...(last && { before: last.id }) });
      const known = page.findIndex((change) => change.id === id);
      found.push(...(known < 0 ? page : page.slice(0, known)));
      if (known >= 0 || page.length < limit) return found.reverse();
    }
    log.warn({ hook: hook.name, changes: found.length }, "webhook missed older changes");
    return found.reverse();
  }

  async #send(delivery: Delivery): Promise<void> {
    const { hook, log } = this.#options;
    const status = await postDelivery(hook, delivery, this.#clock.date(), this.#closing.signal);
    if (this.#failures > 0) log.info({ hook: hook.name }, "webhook delivered again");
    this.#failures = 0;
    this.#note(`status ${status}`);
  }

  #failed(error: unknown): void {
    const { hook, log } = this.#options;
    const problem = error instanceof Error ? error.message : String(error);
    if (this.#failures === 0) log.warn({ hook: hook.name, problem }, "webhook not delivered");
    const delay = Math.min(retryMs.first * 2 ** this.#failures, retryMs.most);
    this.#failures += 1;
    this.#note(problem);
    this.#cancelRetry = this.#clock.schedule(delay, () => {
      this.#cancelRetry = undefined;
      this.look();
    });
    this.#isAsked = false;
  }

  #note(result: string): void {
    this.#last = { at: new Date(this.#clock.date()).toISOString(), result };
  }
}

/** Those that were made together in one list. */
function batches(changes: readonly PoolChange[]): readonly (readonly PoolChange[])[] {
  const found: PoolChange[][] = [];
  for (const change of changes) {
    const last = found.at(-1);
    if (last && change.batch !== undefined && last[0]?.batch === change.batch) last.push(change);
    else found.push([change]);
  }
  return found;
}
