import {
  correctProperties,
  type JobCorrection,
  type PoolContext,
  strayTasks,
  writeCorrections,
} from "@afpools/afanasy";
import { type Clock, type LeaseKeeper, type LivePools, systemClock, toAfpoolsError } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStandings } from "../jobs/job-standings.js";
import { nextTurn } from "../jobs/next-turn.js";
import type { Log } from "../log/log.js";
import { Attempts } from "./attempts.js";

/** From a change to the look at what it means: changes that come together are done together. */
const gatherMs = 50;
/** After a failure, until the next attempt; afserver that is away wakes it earlier when it is back. */
const failureMs = 1_000;
/** How many jobs are judged before the server does something else for a moment. */
const judgedAtOnce = 50;

export interface ReconcilerOptions {
  readonly live: LivePools;
  readonly afserver: LiveAfserver;
  readonly standings: JobStandings;
  /** Whose turn it is, where several servers are on one database. */
  readonly lease: LeaseKeeper;
  readonly enforcement: "mask" | "property";
  readonly log: Log;
  readonly clock?: Clock;
}

/** What the reconciler did and found, for people and monitors. */
export interface ReconcilerStatus {
  /** Does this server keep jobs on their pools, and no other one? */
  readonly active: boolean;
  /** Corrections since the start. */
  readonly jobsCorrected: number;
  readonly rendersCorrected: number;
  readonly tasksRestarted: number;
  /** Why the last attempt failed; `null` when it did not. */
  readonly failure: string | null;
}

/**
 * Keeps jobs on their pools: when a pool, a rule, the farm or a job's own masks change, it sends what differs, and nothing
 * else. Everything is worked out from what there is now, so it does not matter what was missed or done twice.
 */
export class Reconciler {
  readonly #options: ReconcilerOptions;
  readonly #clock: Clock;
  readonly #jobAttempts: Attempts<number>;
  readonly #renderAttempts: Attempts<string>;
  readonly #taskAttempts: Attempts<string>;
  readonly #unsubscribe: readonly (() => void)[];
  readonly #closing = new AbortController();
  #status: ReconcilerStatus = {
    active: false,
    jobsCorrected: 0,
    rendersCorrected: 0,
    tasksRestarted: 0,
    failure: null,
  };
  #isDirty = false;
  #cancelTimer: (() => void) | undefined;
  /** When it looks again though nothing tells. */
  #alarm: { readonly at: number; readonly cancel: () => void } | undefined;
  #working: Promise<void> | undefined;

  constructor(options: ReconcilerOptions) {
    const { live, afserver, lease, clock = systemClock } = options;
    this.#options = options;
    this.#clock = clock;
    this.#jobAttempts = new Attempts(clock);
    this.#renderAttempts = new Attempts(clock);
    this.#taskAttempts = new Attempts(clock);
    const wake = () => this.#wake();
    this.#unsubscribe = [
      live.subscribe(wake),
      afserver.subscribe(wake),
      afserver.subscribeToAll((event) => {
        if (event.kind === "change" && event.renders.length + event.nativePools.length > 0) wake();
      }),
      afserver.pooledJobs.subscribe(wake),
      lease.subscribe(() => {
        this.#status = { ...this.#status, active: lease.isHeld };
        options.log.info(
          { active: lease.isHeld },
          lease.isHeld ? "keeps jobs on their pools" : "another server keeps jobs on their pools",
        );
        wake();
      }),
    ];
    this.#status = { ...this.#status, active: lease.isHeld };
    wake();
  }

  get status(): ReconcilerStatus {
    return this.#status;
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
    const { afserver, standings, lease, log } = this.#options;
    const { context } = standings;
    if (!lease.isHeld || !context || afserver.status.kind !== "current") return;
    try {
      await standings.judge();
      await this.#correctRenders(context);
      await this.#correctJobs();
      this.#status = { ...this.#status, failure: null };
    } catch (cause) {
      if (this.#closing.signal.aborted) return;
      const { message } = toAfpoolsError(cause);
      if (message !== this.#status.failure)
        log.warn({ error: message }, "jobs could not be kept on their pools");
      this.#status = { ...this.#status, failure: message };
      this.#later(failureMs);
    }
  }

  async #correctJobs(): Promise<void> {
    const { afserver, log } = this.#options;
    const seen = await this.#corrections();
    if (seen.length > 0) {
      // What a person wrote since the last look is not to be written over.
      await afserver.pooledJobs.reread(seen.map(({ job }) => job));
      const corrections = await this.#corrections();
      for (const { job, correction } of corrections)
        this.#jobAttempts.note(job.serial, JSON.stringify(correction));
      await writeCorrections(afserver.afserver, corrections, { signal: this.#closing.signal });
      await afserver.pooledJobs.reread(corrections.map(({ job }) => job));
      this.#status = { ...this.#status, jobsCorrected: this.#status.jobsCorrected + corrections.length };
      log.info({ jobs: corrections.length }, "jobs follow their pools");
    }
    await this.#restartStrays();
  }

  /** What is to be corrected and was not tried in vain just now. */
  async #corrections(): Promise<JobCorrection[]> {
    const corrections: JobCorrection[] = [];
    const wrong = new Set<number>();
    let judged = 0;
    for (const { job, standing } of this.#options.standings.unfinished()) {
      judged += 1;
      if (judged % judgedAtOnce === 0) await nextTurn();
      const correction = "correction" in standing ? standing.correction : undefined;
      if (!correction) continue;
      wrong.add(job.serial);
      if (this.#jobAttempts.isDue(job.serial, JSON.stringify(correction)))
        corrections.push({ job, correction });
    }
    this.#jobAttempts.retain(wrong);
    const waiting = this.#jobAttempts.nextDelay(wrong);
    if (waiting !== undefined) this.#later(waiting);
    return corrections;
  }

  /**
   * Where tokens on renders say who is in a pool: of all pools, or of those that jobs need. Those of a pool that is gone stay
   * while a job needs them, as a mask would.
   */
  async #correctRenders({ pools, farm }: PoolContext): Promise<void> {
    const { afserver, enforcement, log } = this.#options;
    if (!farm) return;
    const needed = this.#poolsNeeded();
    const wanted = enforcement === "property" ? pools : pools.filter(({ id }) => needed.has(id));
    const there = new Set(pools.map(({ id }) => id));
    const gone = new Set([...needed].filter((id) => !there.has(id)));
    const { renders, nativePools } = afserver;
    const wrong = correctProperties(renders, { pools: wanted, farm, nativePools, gone });
    const names = wrong.flatMap((correction) => correction.renders.map(({ name }) => name));
    this.#renderAttempts.retain(new Set(names));
    const due = wrong.flatMap(({ renders: alike, change }) => {
      const what = change.properties_host;
      const some = alike.filter(({ name }) => this.#renderAttempts.isDue(name, what));
      for (const { name } of some) this.#renderAttempts.note(name, what);
      return some.length > 0 ? [{ renders: some, change }] : [];
    });
    const waiting = this.#renderAttempts.nextDelay(names);
    if (waiting !== undefined) this.#later(waiting);
    if (due.length === 0) return;
    const options = { signal: this.#closing.signal };
    await Promise.all(
      due.map(({ renders, change }) => afserver.afserver.changeRenders(renders, change, options)),
    );
    const corrected = due.flatMap(({ renders }) => renders);
    this.#status = { ...this.#status, rendersCorrected: this.#status.rendersCorrected + corrected.length };
    log.info({ renders: corrected.length }, "renders say in which pools they are");
  }

  /** The ids of the pools whose tokens unfinished jobs need. */
  #poolsNeeded(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { tag, standing } of this.#options.standings.unfinished()) {
      if (tag.enforcement !== "property" || standing.kind === "by-hand") continue;
      for (const id of Object.values(tag.pools)) ids.add(id);
    }
    return ids;
  }

  /** Tasks of jobs that want it, on hosts where they may not run any more. */
  async #restartStrays(): Promise<void> {
    const { afserver, standings, log } = this.#options;
    const noted = new Set<string>();
    for (const { job, tag, standing } of standings.unfinished()) {
      if (!tag.restartStrays || standing.kind !== "following") continue;
      const allowed = new Set(standing.plan.hosts);
      for (const { block, tasks, hosts } of strayTasks(job, afserver.renders, (name) => allowed.has(name))) {
        const due = tasks.filter((task) => {
          const key = `${job.serial} ${block} ${task}`;
          noted.add(key);
          if (!this.#taskAttempts.isDue(key, "restart")) return false;
          this.#taskAttempts.note(key, "restart");
          return true;
        });
        if (due.length === 0) continue;
        await afserver.afserver.restartTasks(job, block, due, { signal: this.#closing.signal });
        this.#status = { ...this.#status, tasksRestarted: this.#status.tasksRestarted + due.length };
        log.info(
          { job: job.name, block, tasks: due, hosts },
          "tasks are restarted on hosts of the job's pool",
        );
      }
    }
    this.#taskAttempts.retain(noted);
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
