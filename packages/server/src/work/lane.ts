import { AfpoolsError } from "@afpools/core";
import { addressSubject } from "../access/address-subject.js";
import { Link } from "../listen/chain.js";
import { AddressLines } from "./address-lines.js";
import type { Asker } from "./asker.js";

/** How much work is done at once, and how much may wait. */
export interface LaneLimits {
  readonly atOnce: number;
  readonly atOncePerAddress: number;
  readonly waiting: number;
  readonly waitingPerAddress: number;
}

/** Work that a request waits for. */
export interface LaneTask {
  readonly asker: Asker;
  readonly fail: (error: unknown) => void;
}

export interface LaneOptions<T extends LaneTask> {
  readonly limits: LaneLimits;
  /** Does the work. Gives what is to be done when its slot is free again; never rejects. */
  readonly work: (task: T, signal: AbortSignal) => Promise<() => void>;
  /** Has this address to wait until others have been served? Default: none. */
  readonly isDeferred?: (subject: string) => boolean;
}

/** When a client that is refused may try again, in seconds. */
const retryInSeconds = 5;

/** A task in a lane. */
class Place<T> {
  readonly task: T;
  readonly subject: string;
  readonly link: Link<Place<T>> = new Link<Place<T>>(this);
  /** Is called when its client leaves. */
  onLeft: () => void = () => undefined;

  constructor(task: T, subject: string) {
    this.task = task;
    this.subject = subject;
  }
}

/** Slots for work, given to addresses in turn, and the work that waits for them. Work whose client leaves is given up. */
export class Lane<T extends LaneTask> {
  readonly #options: LaneOptions<T>;
  readonly #waiting = new AddressLines<Place<T>>();
  /** What ends each piece of work that has a slot. */
  readonly #running = new Map<Place<T>, AbortController>();
  readonly #runningOf = new Map<string, number>();

  constructor(options: LaneOptions<T>) {
    this.#options = options;
  }

  /** How much work has a slot. */
  get running(): number {
    return this.#running.size;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /** Has this address work here? */
  has(subject: string): boolean {
    return this.#waiting.lengthOf(subject) > 0 || this.#runningOf.has(subject);
  }

  /** The task fails where its client has left, or with `TOO_MANY_REQUESTS`. */
  add(task: T): void {
    const { signal, address } = task.asker;
    const place = new Place(task, addressSubject(address));
    const refusal = signal?.aborted ? signal.reason : this.#makeRoom(place);
    if (refusal !== undefined) {
      task.fail(refusal);
      return;
    }
    this.#waiting.add(place.subject, place.link);
    place.onLeft = () => this.#leave(place);
    signal?.addEventListener("abort", place.onLeft);
    this.#startNext();
  }

  /** Gives up all work. */
  close(error: AfpoolsError): void {
    for (let place = this.#waiting.takeNext(); place; place = this.#waiting.takeNext()) end(place, error);
    for (const controller of this.#running.values()) controller.abort(error);
  }

  /** Gives why there is no room for further work of this address. */
  #makeRoom({ subject, task }: Place<T>): AfpoolsError | undefined {
    const { waiting, waitingPerAddress } = this.#options.limits;
    const own = this.#waiting.lengthOf(subject);
    if (own >= waitingPerAddress) {
      return tooMany(`${task.asker.address} has ${own} requests that wait to be worked out`);
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
  #leave(place: Place<T>): void {
    const reason = place.task.asker.signal?.reason;
    this.#waiting.remove(place.subject, place.link);
    this.#running.get(place)?.abort(reason);
    end(place, reason);
  }

  #startNext(): void {
    const { limits, isDeferred = () => false } = this.#options;
    const { atOnce, atOncePerAddress } = limits;
    const mayStart = (subject: string) => (this.#runningOf.get(subject) ?? 0) < atOncePerAddress;
    while (this.#running.size < atOnce) {
      const next =
        this.#waiting.takeNext((subject) => mayStart(subject) && !isDeferred(subject)) ??
        this.#waiting.takeNext(mayStart);
      if (!next) return;
      void this.#run(next);
    }
  }

  async #run(place: Place<T>): Promise<void> {
    const { subject, task } = place;
    const controller = new AbortController();
    this.#running.set(place, controller);
    this.#runningOf.set(subject, (this.#runningOf.get(subject) ?? 0) + 1);
    const proceed = await this.#options.work(task, controller.signal);
    task.asker.signal?.removeEventListener("abort", place.onLeft);
    this.#running.delete(place);
    const others = (this.#runningOf.get(subject) ?? 1) - 1;
    if (others > 0) this.#runningOf.set(subject, others);
    else this.#runningOf.delete(subject);
    proceed();
    this.#startNext();
  }
}

/** Ends work without a result. */
function end<T extends LaneTask>({ task, onLeft }: Place<T>, error: unknown): void {
  task.asker.signal?.removeEventListener("abort", onLeft);
  task.fail(error);
}

function tooMany(reason: string): AfpoolsError {
  return tooManyRequests(`${reason}. Wait for answers before you send more requests`);
}

/** `TOO_MANY_REQUESTS`, with when to try again. @param reason why, and what else to do, without an end */
export function tooManyRequests(reason: string): AfpoolsError {
  return new AfpoolsError("TOO_MANY_REQUESTS", `${reason}, or try again in ${retryInSeconds} s.`, {
    details: { retryInSeconds },
  });
}
