import { setMaxListeners } from "node:events";
import { type Clock, type LeaseKeeper, type LivePools, systemClock, toAfpoolsError } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStatuses } from "../jobs/job-statuses.js";
import type { Log } from "../log/log.js";
import { JobCorrector } from "./job-corrector.js";
import { RenderCorrector } from "./render-corrector.js";
import { StrayRestarter } from "./stray-restarter.js";

/** From a change to the look at what it means: changes that come together are done together. */
const gatherMs = 50;
/** After a failure, until the next attempt; afserver that is away wakes it earlier when it is back. */
const failureMs = 1_000;

export interface ReconcilerOptions {
  readonly live: LivePools;
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  /** Selects the one server that reconciles, where several serve one database. */
  readonly lease: LeaseKeeper;
  readonly enforcement: "mask" | "property";
  readonly log: Log;
  readonly clock?: Clock;
}

/**
 * Are jobs kept on their pools?
 *
 * - `active`: by this server;
 * - `standby`: another server does it;
 * - `stopped`: nobody does, for this `reason`.
 */
export interface FollowingStatus {
  readonly state: "active" | "standby" | "stopped";
  readonly since: Date;
  /** Null while active. */
  readonly reason: string | null;
}

/** What the reconciler does and found, for people and monitors. */
export interface ReconcilerStatus {
  readonly following: FollowingStatus;
  /** Corrections since the start. */
  readonly jobsCorrected: number;
  readonly rendersCorrected: number;
  readonly tasksRestarted: number;
}

/**
 * Keeps jobs on their pools: when a pool, a rule, the farm or a job's own masks change, it sends what differs, and nothing
 * else. Everything is worked out from what there is now, so it does not matter what was missed or done twice.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #clock: Clock;
  readonly #jobs: JobCorrector;
  readonly #renders: RenderCorrector;
  readonly #strays: StrayRestarter;
  readonly #unsubscribe: readonly (() => void)[];
  readonly #closing = new AbortController();
  readonly #counts = { jobsCorrected: 0, rendersCorrected: 0, tasksRestarted: 0 };
  #following: FollowingStatus = {
    state: "stopped",
    since: new Date(),
    reason: "The server has just started.",
  };
  /** Why the last attempt failed. */
  #failure: string | undefined;
  #isDirty = false;
  #cancelTimer: (() => void) | undefined;
  /** When it looks again though nothing tells. */
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  #working: Promise<void> | undefined;

  constructor(options: ReconcilerOptions) {
    const { live, afserver, lease, clock = systemClock } = options;
    this.#options = options;
    // Hundreds of requests to afserver wait at once, each of which listens for the end.
    setMaxListeners(0, this.#closing.signal);
    this.#clock = clock;
    this.#jobs = new JobCorrector({ ...options, clock });
    this.#renders = new RenderCorrector({ ...options, clock });
    this.#strays = new StrayRestarter({ ...options, clock });
    const wake = () => this.#wake();
    this.#unsubscribe = [
      live.subscribe(wake),
      afserver.subscribe(wake),
      afserver.subscribeToAll((event) => {
        if (event.kind === "away" || event.renders.length + event.nativePools.length > 0) wake();
      }),
      afserver.pooledJobs.subscribe(wake),
      lease.subscribe(wake),
    ];
    wake();
  }

  get status(): ReconcilerStatus {
    this.#refresh();
    return { following: this.#following, ...this.#counts };
  }

  /** Resolves when nothing is left to be done of what is known now. */
  async settled(): Promise<void> {
    while (this.#working !== undefined) await this.#working;
  }

  /** Gives up what it is at: whoever comes next does it. */
  async close(): Promise<void> {
    this.#closing.abort();
    for (const end of this.#unsubscribe) end();
    this.#cancelTimer?.();
    this.#alarm?.cancel();
    await this.settled();
  }

  #wake(delayMs = gatherMs): void {
    this.#isDirty = true;
    if (this.#closing.signal.aborted || this.#working !== undefined) return;
    this.#cancelTimer?.();
    this.#cancelTimer = this.#clock.schedule(delayMs, () => {
      this.#cancelTimer = undefined;
      this.#working = this.#work().finally(() => {
        this.#working = undefined;
        if (this.#isDirty) this.#wake();
      });
    });
  }

  async #work(): Promise<void> {
    this.#isDirty = false;
    if (this.#obstacle() === undefined) {
      try {
        await this.#options.statuses.judge();
        await this.#correct(this.#closing.signal);
        this.#failure = undefined;
      } catch (cause) {
        if (this.#closing.signal.aborted) return;
        this.#failure = toAfpoolsError(cause).message;
        this.#later(failureMs);
      }
    }
    this.#refresh();
  }

  async #correct(signal: AbortSignal): Promise<void> {
    const corrections = await Promise.allSettled([
      this.#renders.correct(signal).then((count) => {
        this.#counts.rendersCorrected += count;
      }),
      this.#jobs.correct(signal).then((count) => {
        this.#counts.jobsCorrected += count;
      }),
    ]);
    const failed = corrections.find((correction) => correction.status === "rejected");
    if (failed) throw failed.reason;
    this.#counts.tasksRestarted += await this.#strays.restart(signal);
    for (const { nextDelay } of [this.#jobs, this.#renders, this.#strays]) {
      if (nextDelay !== undefined) this.#later(nextDelay);
    }
  }

  /** Why jobs cannot be kept on their pools now, whatever this server tries. */
  #obstacle(): Pick<FollowingStatus, "state" | "reason"> | undefined {
    const { live, afserver, lease, statuses } = this.#options;
    const stopped = (reason: string) => ({ state: "stopped" as const, reason });
    if (live.current.away) return stopped(live.current.away.error.message);
    if (live.current.version === 0) return stopped("The pools were not read yet.");
    if (!lease.isHeld) return { state: "standby", reason: "Another server keeps jobs on their pools." };
    if (afserver.status.kind === "away") return stopped(afserver.status.error.message);
    if (!statuses.context) return stopped("afserver was not read yet.");
    return undefined;
  }

  #refresh(): void {
    const found = this.#obstacle() ?? {
      state: this.#failure === undefined ? ("active" as const) : ("stopped" as const),
      reason: this.#failure ?? null,
    };
    const { state, reason } = this.#following;
    if (found.state === state && found.reason === reason) return;
    const since = found.state === state ? this.#following.since : new Date();
    this.#following = { ...found, since };
    const { log } = this.#options;
    if (found.state === "active") log.info({}, "reconciling: this server holds the lease");
    else if (found.state === "standby") log.info({}, "standing by: another server holds the lease");
    else log.warn({ reason: found.reason }, "jobs do not follow their pools");
  }

  /** Looks again then, though nothing tells. */
  #later(delayMs: number): void {
    const at = this.#clock.now() + delayMs;
    if (this.#alarm && this.#alarm.at <= at) return;
    this.#alarm?.cancel();
    const cancel = this.#clock.schedule(delayMs, () => {
      this.#alarm = undefined;
      this.#wake();
    });
    this.#alarm = { at, cancel };
  }
}
