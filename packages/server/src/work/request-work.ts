import { AfpoolsError } from "@afpools/core";
import { inTurns, type Steps } from "@afpools/core/internal";
import { addressSubject } from "../access/address-subject.js";
import { Link } from "../listen/chain.js";
import { AddressLines } from "./address-lines.js";
import type { Asker } from "./asker.js";
import { Lane, type LaneLimits, type LaneTask } from "./lane.js";

/** A costly plan takes up to 50 MB while it is worked out. One that waits takes what its request says. */
const usualLimits: LaneLimits = { atOnce: 4, atOncePerAddress: 2, waiting: 256, waitingPerAddress: 64 };

/** How long work is tried before it counts as more than cheap, in ms, and how many steps at least, however slow the machine is. */
const tryMs = 2;
const trySteps = 32;

/** How long work may take that is not costly, in ms of its own: plans on pools of thousands of hosts, lists of large farms. */
const usualBriefMs = 200;

/** What a piece of work came to: it is done, or more than was allowed for it. */
type Outcome = (() => void) | "unfinished";

/** Work that has its slot until it is done. */
interface WholeTask extends LaneTask {
  /** Works to the end. Gives what tells the asker how it went; never rejects. */
  readonly run: (signal: AbortSignal) => Promise<() => void>;
}

/** Work that is tried before it gets a slot, and can be begun again. */
interface SteppedTask extends WholeTask {
  /** Works for a moment. Has it come to its end? */
  readonly attempt: () => boolean;
  /** Works for as long as brief work may take. Never rejects. */
  readonly runBriefly: (signal: AbortSignal) => Promise<Outcome>;
}

/**
 * The work of requests that may be costly: how much of it is done at once, and in which order. Each piece of work is tried for a
 * moment, which is all that most need. What takes longer is begun again in a slot for brief work, and what takes longer than that in a
 * slot for costly work. Slots go to addresses in turn, for brief work to those first that ask for nothing costly, and each address has only some of them.
 * Work whose client has left is given up.
 */
export class RequestWork {
  /** Not tried yet. */
  readonly #untried = new AddressLines<SteppedTask>();
  readonly #brief: Lane<SteppedTask>;
  readonly #costly: Lane<WholeTask>;
  readonly #briefMs: number;
  #isTrying = false;
  #closed: AfpoolsError | undefined;

  /** @param briefMs how long work may take that is not costly; 0: all that is not cheap is costly */
  constructor(limits: LaneLimits = usualLimits, briefMs = usualBriefMs) {
    this.#briefMs = briefMs;
    this.#costly = new Lane({ limits, work: (task, signal) => task.run(signal) });
    this.#brief = new Lane({
      limits: { ...limits, atOncePerAddress: 1 },
      work: async (task, signal) => {
        const outcome = await task.runBriefly(signal);
        return outcome === "unfinished" ? () => this.#queue(this.#costly, task) : outcome;
      },
      isDeferred: (subject) => this.#costly.has(subject),
    });
  }

  /** How much work has a slot. */
  get running(): number {
    return this.#brief.running + this.#costly.running;
  }

  /** How much work waits for a slot. */
  get waiting(): number {
    return this.#brief.waiting + this.#costly.waiting;
  }

  /**
   * Works in steps, in turns with all else.
   *
   * @param make begins the work; called again where it is more than cheap, and where it is costly
   * @throws AfpoolsError `TOO_MANY_REQUESTS`, `SERVER_CLOSING`; the reason of the asker's signal; what a step throws
   */
  steps<T>(make: () => Steps<T>, asker: Asker): Promise<T> {
    return new Promise((resolve, reject) => {
      const attempt = () => {
        try {
          const done = tryShortly(make());
          if (done) resolve(done.value);
          return done !== undefined;
        } catch (error) {
          reject(error);
          return true;
        }
      };
      const runBriefly = async (signal: AbortSignal): Promise<Outcome> => {
        try {
          const done = await inTurns(upTo(this.#briefMs, make()), signal);
          return done ? () => resolve(done.value) : "unfinished";
        } catch (error) {
          return () => reject(error);
        }
      };
      const run = settling((signal) => inTurns(make(), signal), resolve, reject);
      this.#begin({ asker, attempt, runBriefly, run, fail: reject });
    });
  }

  /**
   * Does work that has its slot until it is done, such as reading the database.
   *
   * @throws AfpoolsError as {@link steps}
   */
  whole<T>(work: (signal: AbortSignal) => Promise<T>, asker: Asker): Promise<T> {
    return new Promise((resolve, reject) => {
      const run = settling(work, resolve, reject);
      this.#queue(this.#costly, { asker, run, fail: reject });
    });
  }

  /** Gives up all work: nobody waits for it any more. */
  close(): void {
    const error = new AfpoolsError("SERVER_CLOSING", "The server is shutting down. Connect again.");
    this.#closed = error;
    for (let task = this.#untried.takeNext(); task; task = this.#untried.takeNext()) task.fail(error);
    this.#brief.close(error);
    this.#costly.close(error);
  }

  #begin(task: SteppedTask): void {
    if (this.#closed) task.fail(this.#closed);
    else {
      this.#untried.add(addressSubject(task.asker.address), new Link(task));
      if (!this.#isTrying) void this.#try();
    }
  }

  async #try(): Promise<void> {
    this.#isTrying = true;
    await inTurns(this.#attempts());
  }

  *#attempts(): Steps<void> {
    for (let task = this.#untried.takeNext(); task; task = this.#untried.takeNext()) {
      if (!task.attempt()) {
        if (this.#briefMs > 0) this.#queue(this.#brief, task);
        else this.#queue(this.#costly, task);
      }
      yield;
    }
    this.#isTrying = false;
  }

  #queue<T extends LaneTask>(lane: Lane<T>, task: T): void {
    if (this.#closed) task.fail(this.#closed);
    else lane.add(task);
  }
}

/** `work` that gives what tells its outcome, and never rejects. */
function settling<T>(
  work: (signal: AbortSignal) => Promise<T>,
  resolve: (value: T) => void,
  reject: (error: unknown) => void,
): (signal: AbortSignal) => Promise<() => void> {
  return async (signal) => {
    try {
      const value = await work(signal);
      return () => resolve(value);
    } catch (error) {
      return () => reject(error);
    }
  };
}

/** Works for a moment. Gives the result, if that was enough. */
function tryShortly<T>(steps: Steps<T>): { readonly value: T } | undefined {
  const until = performance.now() + tryMs;
  for (let count = 0; count < trySteps || performance.now() < until; count += 1) {
    const step = steps.next();
    if (step.done) return { value: step.value };
  }
  return undefined;
}

/** Works for so many ms of its own. Gives the result, if that was enough. */
function* upTo<T>(ms: number, steps: Steps<T>): Steps<{ readonly value: T } | undefined> {
  let left = ms;
  while (left > 0) {
    const startedAt = performance.now();
    const step = steps.next();
    left -= performance.now() - startedAt;
    if (step.done) return { value: step.value };
    yield;
  }
  return undefined;
}
