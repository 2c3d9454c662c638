import { AfpoolsError } from "@afpools/core";
import { inTurns, type Steps } from "@afpools/core/internal";
import { addressSubject } from "../access/address-subject.js";
import { Link } from "../listen/chain.js";
import { AddressLines } from "./address-lines.js";
import type { Asker } from "./asker.js";

/** How much work is done at once, and how much may wait. */
interface WorkLimits {
  readonly atOnce: number;
  readonly atOncePerAddress: number;
  readonly waiting: number;
  readonly waitingPerAddress: number;
}

/** A costly plan takes up to 50 MB while it is worked out. One that waits takes what its request says. */
const usualLimits: WorkLimits = { atOnce: 4, atOncePerAddress: 2, waiting: 256, waitingPerAddress: 64 };

/** How long work is tried before it counts as costly, in ms, and how many steps at least, however slow the machine is. */
const tryMs = 2;
const trySteps = 32;

/** When a client that is refused may try again, in seconds. */
const retryInSeconds = 5;

interface TaskParts {
  readonly asker: Asker;
  /** Works for a moment. Has it come to its end? */
  readonly attempt: () => boolean;
  /** Works to the end. Gives what tells the asker how it went; never rejects. */
  readonly run: (signal: AbortSignal) => Promise<() => void>;
  readonly fail: (error: unknown) => void;
}

/** Work that a request waits for. */
class Task {
  readonly parts: TaskParts;
  /** What counts as one address. */
  readonly subject: string;
  readonly link: Link<Task> = new Link<Task>(this);
  /** Is called when its client leaves, while it waits or has a slot. */
  onLeft: () => void = () => undefined;

  constructor(parts: TaskParts) {
    this.parts = parts;
    this.subject = addressSubject(parts.asker.address);
  }
}

/**
 * The work of requests that may be costly: how much of it is done at once, and in which order. Each piece of work is tried for a
 * moment, which is all that most need. What takes longer is begun again when there is a slot for it. Slots go to
 * addresses in turn, and each address has only some of them. Work whose client has left is given up.
 */
export class RequestWork {
  readonly #limits: WorkLimits;
  /** Not tried yet. */
  readonly #untried = new AddressLines<Task>();
  /** Waiting for a slot. */
  readonly #waiting = new AddressLines<Task>();
  /** What ends each piece of work that has a slot. */
  readonly #running = new Map<Task, AbortController>();
  readonly #runningOf = new Map<string, number>();
  #isTrying = false;
  #closed: AfpoolsError | undefined;

  constructor(limits: WorkLimits = usualLimits) {
    this.#limits = limits;
  }

  /** How much work has a slot. */
  get running(): number {
    return this.#running.size;
  }

  /** How much work waits for a slot. */
  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Works in steps, in turns with all else.
   *
   * @param make begins the work; called once more where it is costly
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
      const run = settling((signal) => inTurns(make(), signal), resolve, reject);
      this.#begin(new Task({ asker, attempt, run, fail: reject }));
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
      const task = new Task({ asker, attempt: () => false, run, fail: reject });
      if (this.#closed) reject(this.#closed);
      else this.#wait(task);
    });
  }

  /** Gives up all work: nobody waits for it any more. */
  close(): void {
    const error = new AfpoolsError("SERVER_CLOSING", "The server is shutting down. Connect again.");
    this.#closed = error;
    for (const lines of [this.#untried, this.#waiting]) {
      for (let task = lines.takeNext(); task; task = lines.takeNext()) end(task, error);
    }
    for (const controller of this.#running.values()) controller.abort(error);
  }

  #begin(task: Task): void {
    if (this.#closed) task.parts.fail(this.#closed);
    else {
      this.#untried.add(task.subject, task.link);
      if (!this.#isTrying) void this.#try();
    }
  }

  async #try(): Promise<void> {
    this.#isTrying = true;
    await inTurns(this.#attempts());
  }

  *#attempts(): Steps<void> {
    for (let task = this.#untried.takeNext(); task; task = this.#untried.takeNext()) {
      if (!task.parts.attempt()) this.#wait(task);
      yield;
    }
    this.#isTrying = false;
  }

  /** Puts costly work into its line. */
  #wait(task: Task): void {
    const { asker, fail } = task.parts;
    const { signal } = asker;
    const refusal = signal?.aborted ? signal.reason : this.#makeRoom(task);
    if (refusal !== undefined) {
      fail(refusal);
      return;
    }
    this.#waiting.add(task.subject, task.link);
    task.onLeft = () => this.#leave(task);
    signal?.addEventListener("abort", task.onLeft);
    this.#startNext();
  }

  /** Gives why there is no room for further work of this address. */
  #makeRoom({ subject, parts }: Task): AfpoolsError | undefined {
    const { waiting, waitingPerAddress } = this.#limits;
    const own = this.#waiting.lengthOf(subject);
    if (own >= waitingPerAddress) {
      return tooMany(`${parts.asker.address} has ${own} requests that wait to be worked out`);
    }
    if (this.#waiting.size < waiting) return undefined;
    const error = tooMany(`${this.#waiting.size} requests wait to be worked out`);
    const last = this.#waiting.lastOfLongest;
    // Whoever asks for most makes room for the others.
    if (!last || this.#waiting.lengthOf(last.subject) <= own + 1) return error;
    this.#waiting.remove(last.subject, last.link);
    end(last, error);
    return undefined;
  }

  /** The client of this work has left. */
  #leave(task: Task): void {
    const reason = task.parts.asker.signal?.reason;
    this.#waiting.remove(task.subject, task.link);
    this.#running.get(task)?.abort(reason);
    end(task, reason);
  }

  #startNext(): void {
    const { atOnce, atOncePerAddress } = this.#limits;
    const mayStart = (subject: string) => (this.#runningOf.get(subject) ?? 0) < atOncePerAddress;
    while (this.#running.size < atOnce) {
      const next = this.#waiting.takeNext(mayStart);
      if (!next) return;
      void this.#run(next);
    }
  }

  async #run(task: Task): Promise<void> {
    const { subject, parts } = task;
    const controller = new AbortController();
    this.#running.set(task, controller);
    this.#runningOf.set(subject, (this.#runningOf.get(subject) ?? 0) + 1);
    const tell = await parts.run(controller.signal);
    parts.asker.signal?.removeEventListener("abort", task.onLeft);
    this.#running.delete(task);
    const others = (this.#runningOf.get(subject) ?? 1) - 1;
    if (others > 0) this.#runningOf.set(subject, others);
    else this.#runningOf.delete(subject);
    tell();
    this.#startNext();
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

/** Ends work without a result. */
function end({ parts, onLeft }: Task, error: unknown): void {
  parts.asker.signal?.removeEventListener("abort", onLeft);
  parts.fail(error);
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

function tooMany(reason: string): AfpoolsError {
  return new AfpoolsError(
    "TOO_MANY_REQUESTS",
    `${reason}. Wait for answers before you send more requests, or try again in ${retryInSeconds} s.`,
    { details: { retryInSeconds } },
  );
}
