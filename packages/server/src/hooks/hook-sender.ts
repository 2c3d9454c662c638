import { type Clock, type LeaseStore, type PoolChange, type PoolStore, systemClock } from "@afpools/core";
import type { Log } from "../log/log.js";
import { changesDelivery, type Delivery, isWanted, subjectOf, testDelivery } from "./delivery.js";
import type { Hook } from "./hook.js";
import { postDelivery } from "./post-delivery.js";
import { mostReports, ReportQueue } from "./report-queue.js";

/** How long it waits after a delivery that failed, in ms: twice as long each time, up to the most. */
const retryMs = { first: 1_000, most: 300_000 };
/** How many changes it looks back for the last one that was told; what is older is left out. */
const mostBehind = 1_000;
/** How many of them are read at once. */
const readAtOnce = 20;

/** What is kept of a change that a hook was not told yet. */
type ChangeMade = Pick<PoolChange, "id" | "batch" | "poolName">;

export interface HookSenderOptions {
  readonly hook: Hook;
  readonly store: Pick<PoolStore, "history" | "findChange">;
  readonly leases: LeaseStore;
  /** Is it this server that sends? */
  readonly isSender: () => boolean;
  readonly log: Log;
  readonly clock?: Clock;
}

/** How a hook fares, as this server knows. */
export interface HookStatus {
  readonly name: string;
  /** Is it this server that sends? Then what follows is known. */
  readonly sends: boolean;
  /** The last answer or failure; null before the first. */
  readonly last: { readonly at: string; readonly result: string } | null;
  readonly failing: boolean;
  /** When the first delivery failed of those that failed since one was taken; null where the last one was. */
  readonly failingSince: string | null;
}

/** The same, and how much waits. */
export interface HookState extends HookStatus {
  /** How many deliveries. */
  readonly waiting: number;
}

/**
 * Tells one hook what is new, in order, again and again until it is taken. What it was told last is kept in the database, as the
 * holder of a lease of its own: the history is the queue.
 */
export class HookSender {
  readonly #options: HookSenderOptions;
  readonly #clock: Clock;
  readonly #closing = new AbortController();
  readonly #reports: ReportQueue;
  /** Reports that are not in the queue yet. */
  #unwritten: readonly Delivery[] = [];
  #writing: Promise<void> | undefined;
  #isAsked = false;
  #working: Promise<void> | undefined;
  #cancelRetry: (() => void) | undefined;
  #failures = 0;
  #failingSince: string | null = null;
  #last: HookStatus["last"] = null;

  constructor(options: HookSenderOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#reports = new ReportQueue(options.leases, options.hook.name);
  }

  get hook(): Hook {
    return this.#options.hook;
  }

  get status(): HookStatus {
    const { hook, isSender } = this.#options;
    return {
      name: hook.name,
      sends: isSender(),
      last: this.#last,
      failing: this.#failures > 0,
      failingSince: this.#failingSince,
    };
  }

  /** With what waits in the database, whichever server is to send it. */
  async state(): Promise<HookState> {
    const { hook, leases } = this.#options;
    const told = await leases.read(leaseOf(hook));
    const { changes } = told.beat === 0 ? { changes: [] } : await this.#changesSince(told.holder);
    const reports = await this.#reports.read();
    const wanted = batches(changes).filter((each) => isWanted(subjectOf(each), hook));
    const waiting = wanted.length + reports.length;
    return { ...this.status, waiting: waiting + this.#unwritten.length };
  }

  /** Sends a test at once and once, by this server. Where the hook takes it, what waits is sent, too. */
  async test(by: string): Promise<{ readonly delivered: boolean; readonly result: string }> {
    const { hook } = this.#options;
    try {
      const status = await this.#post(testDelivery(hook.name, by));
      this.#note(`status ${status}`);
      this.#cancelRetry?.();
      this.#cancelRetry = undefined;
      this.look();
      return { delivered: true, result: `status ${status}` };
    } catch (error) {
      const result = textOf(error);
      this.#note(result);
      return { delivered: false, result };
    }
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

  /** Tells what stands in no history: it waits in the database until the hook has taken it. */
  tell(report: Delivery): void {
    if (!isWanted(report, this.#options.hook)) return;
    this.#unwritten = [...this.#unwritten, report].slice(-mostReports);
    // Where the database does not answer it is tried again with the next look.
    void this.#writeReports().catch(() => undefined);
    this.look();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    this.#cancelRetry?.();
    await this.#working;
    await this.#writeReports().catch(() => undefined);
  }

  #writeReports(): Promise<void> {
    const write = async () => {
      while (this.#unwritten.length > 0) {
        const reports = this.#unwritten;
        if (!(await this.#reports.add(reports))) return;
        this.#unwritten = this.#unwritten.filter((report) => !reports.includes(report));
      }
    };
    this.#writing ??= write().finally(() => {
      this.#writing = undefined;
    });
    return this.#writing;
  }

  async #work(): Promise<void> {
    this.#isAsked = false;
    try {
      await this.#writeReports();
      await this.#sendChanges();
      await this.#sendReports();
    } catch (error) {
      if (!this.#closing.signal.aborted) this.#failed(error);
    }
  }

  async #sendReports(): Promise<void> {
    while (this.#options.isSender()) {
      const [report] = await this.#reports.read();
      if (!report) return;
      await this.#send(report);
      if (!(await this.#reports.remove(report))) return;
    }
  }

  async #sendChanges(): Promise<void> {
    const { hook, store, leases, isSender, log } = this.#options;
    if (!isSender()) return;
    let told = await leases.read(leaseOf(hook));
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
    const { changes: behind, isWhole } = await this.#changesSince(told.holder);
    if (!isWhole) log.warn({ hook: hook.name, changes: behind.length }, "webhook missed older changes");
    for (const changes of batches(behind)) {
      if (!isSender()) return;
      const wanted = isWanted(subjectOf(changes), hook) ? await this.#read(changes) : [];
      if (wanted.length > 0) await this.#send(changesDelivery(wanted));
      // Another server sends by now.
      if (!(await move(changes.at(-1)?.id ?? ""))) return;
    }
  }

  /**
   * The changes behind that of this id, the oldest first; not whole where there are more than are looked through. Those of a large
   * farm have megabytes, so they are read few at a time, and again when they are sent.
   */
  async #changesSince(id: string): Promise<{ changes: readonly ChangeMade[]; isWhole: boolean }> {
    const { store } = this.#options;
    const found: ChangeMade[] = [];
    for (let limit = 2; found.length < mostBehind; limit = readAtOnce) {
      const last = found.at(-1);
      const page = await store.history({ limit, ...(last && { before: last.id }) });
      const known = page.findIndex((change) => change.id === id);
      found.push(...(known < 0 ? page : page.slice(0, known)).map(madeBy));
      if (known >= 0 || page.length < limit) return { changes: found.reverse(), isWhole: true };
    }
    return { changes: found.reverse(), isWhole: false };
  }

  async #read(made: readonly ChangeMade[]): Promise<readonly PoolChange[]> {
    const changes: PoolChange[] = [];
    for (const { id } of made) {
      const change = await this.#options.store.findChange(id);
      if (change) changes.push(change);
    }
    return changes;
  }

  async #send(delivery: Delivery): Promise<void> {
    const { hook, log } = this.#options;
    const status = await this.#post(delivery);
    if (this.#failures > 0) log.info({ hook: hook.name }, "webhook delivered again");
    this.#failures = 0;
    this.#failingSince = null;
    this.#note(`status ${status}`);
  }

  #post(delivery: Delivery): Promise<number> {
    return postDelivery(this.#options.hook, delivery, this.#clock.date(), this.#closing.signal);
  }

  #failed(error: unknown): void {
    const { hook, log } = this.#options;
    const problem = textOf(error);
    if (this.#failures === 0) log.warn({ hook: hook.name, problem }, "webhook not delivered");
    const delay = Math.min(retryMs.first * 2 ** this.#failures, retryMs.most);
    this.#failures += 1;
    this.#note(problem);
    this.#failingSince ??= this.#last?.at ?? null;
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

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** The lease whose holder is what the hook was told last. */
function leaseOf({ name }: Hook): string {
  return `hook:${name}`;
}

function madeBy({ id, batch, poolName }: PoolChange): ChangeMade {
  return { id, poolName, ...(batch !== undefined && { batch }) };
}

/** Those that were made together in one list. */
function batches(changes: readonly ChangeMade[]): readonly (readonly ChangeMade[])[] {
  const found: ChangeMade[][] = [];
  for (const change of changes) {
    const last = found.at(-1);
    if (last && change.batch !== undefined && last[0]?.batch === change.batch) last.push(change);
    else found.push([change]);
  }
  return found;
}
