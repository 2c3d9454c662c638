import { type Clock, pause, systemClock } from "../clock/clock.js";
import { Listeners } from "../events/listeners.js";
import type { Lease, LeaseStore } from "./lease.js";

/** Between two looks at the lease, in ms. */
const lookMs = 1_000;
/** How old a claim of its own may be before it is renewed, in ms. */
const renewAfterMs = 2_000;
/** How old a claim of its own may be before the lease counts as lost, in ms. */
const lostAfterMs = 5_000;
/** How long another one's claim must have stood still before the lease is taken from it, in ms. */
const takenAfterMs = 7_000;

export interface LeaseKeeperOptions {
  readonly leases: LeaseStore;
  readonly name: string;
  /** Tells this process from all others, such as machine, process id and something random. */
  readonly holder: string;
  readonly clock?: Clock;
}

/**
 * Tries to have a lease, until it is closed: of all keepers of one name over one database at most one has it at a time.
 * When the one that has it dies, another one takes it within 9 s.
 *
 * Each keeper goes by its own clock alone: it holds the lease for 5 s from when it asked for it, and takes it from
 * another one whose claim it has seen to stand still for 7 s. While the database is away nobody has it.
 */
export class LeaseKeeper {
  readonly #options: LeaseKeeperOptions;
  readonly #clock: Clock;
  readonly #listeners = new Listeners<boolean>();
  readonly #closing = new AbortController();
  readonly #running: Promise<void>;
  #claimed = { at: Number.NEGATIVE_INFINITY, date: Number.NEGATIVE_INFINITY };
  #own: Lease | undefined;
  #isTold = false;
  #cancelExpiry: () => void = () => undefined;
  #seen: { readonly beat: number; readonly at: number } | undefined;

  constructor(options: LeaseKeeperOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#running = this.#run();
  }

  /**
   * Has it the lease now? Both clocks must say so: one stands still while the machine is suspended, and the other can be set.
   */
  get isHeld(): boolean {
    const { at, date } = this.#claimed;
    return (
      this.#own !== undefined &&
      this.#clock.now() - at < lostAfterMs &&
      this.#clock.date() - date < lostAfterMs
    );
  }

  /** Calls `listener` when it gets the lease (`true`) and when it loses it. Returns what ends that. */
  subscribe(listener: (isHeld: boolean) => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Gives the lease back, if it has it, for others to take at once. */
  async close(): Promise<void> {
    this.#closing.abort();
    await this.#running;
    const own = this.isHeld ? this.#own : undefined;
    this.#lose();
    if (!own) return;
    // Where the database is away the lease runs out by itself.
    await this.#options.leases.claim({ ...own, holder: "", beat: own.beat + 1 }).catch((_: unknown) => false);
  }

  async #run(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      // A database that is away makes the lease run out; that it is away, others tell.
      await this.#look().catch((_: unknown) => undefined);
      await pause(this.#clock, lookMs, signal);
    }
  }

  async #look(): Promise<void> {
    const { leases, name, holder } = this.#options;
    const looked = { at: this.#clock.now(), date: this.#clock.date() };
    if (this.isHeld && looked.at - this.#claimed.at < renewAfterMs) return;
    const lease = await leases.read(name);
    if (lease.beat !== this.#seen?.beat) this.#seen = { beat: lease.beat, at: this.#clock.now() };
    const isFree = lease.holder === "" || lease.holder === holder;
    if (!isFree && looked.at - this.#seen.at < takenAfterMs) {
      this.#lose();
      return;
    }
    const claim = { name, holder, beat: lease.beat + 1 };
    // The lease counts from when it was asked for: how long the database took to write it, nobody knows.
    if (await leases.claim(claim)) this.#hold(claim, looked);
    else this.#lose();
  }

  #hold(claim: Lease, asked: { readonly at: number; readonly date: number }): void {
    this.#own = claim;
    this.#claimed = asked;
    this.#cancelExpiry();
    this.#cancelExpiry = this.#clock.schedule(lostAfterMs - (this.#clock.now() - asked.at), () =>
      this.#lose(),
    );
    this.#tell();
  }

  #lose(): void {
    this.#cancelExpiry();
    this.#own = undefined;
    this.#tell();
  }

  #tell(): void {
    if (this.#isTold === this.isHeld) return;
    this.#isTold = this.isHeld;
    this.#listeners.tell(this.#isTold);
  }
}
