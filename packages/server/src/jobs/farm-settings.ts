import type { Job } from "@afpools/afanasy";
import { readSettingsSide, type SettingsSide } from "@afpools/afanasy/internal";
import { type Clock, systemClock } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";

/** How long what was read is good for: branches are changed by hand, and what hosts measure changes little. */
const keptMs = 10_000;

/** What settings of branches and machines decide about jobs. afserver tells no events of it, so it is read when it is asked for. */
export class FarmSettings {
  readonly #afserver: LiveAfserver;
  readonly #clock: Clock;
  #read: SettingsSide = {};
  #readAt = Number.NEGATIVE_INFINITY;

  constructor(afserver: LiveAfserver, clock: Clock = systemClock) {
    this.#afserver = afserver;
    this.#clock = clock;
  }

  /** When it was read last. */
  get readAt(): number {
    return this.#readAt;
  }

  /**
   * What counts for the jobs of afserver and for these, which it may not have told yet. As it was read last where afserver does not
   * answer: what is missing is unknown to whoever uses it. Never rejects.
   */
  async now(others: readonly Job[] = []): Promise<SettingsSide> {
    const { afserver, jobs, users, status } = this.#afserver;
    const now = this.#clock.now();
    if (status.kind === "away" || now - this.#readAt < keptMs) return { ...this.#read, users };
    this.#readAt = now;
    try {
      this.#read = await readSettingsSide(afserver, [...jobs, ...others], { users });
    } catch {
      // The watch tells that afserver is away; the next who asks after a while tries again.
    }
    return { ...this.#read, users };
  }
}
