import type { PoolContext, PoolTag } from "@afpools/afanasy";
import { restartStrays, type StrayTasks, strayTasks } from "@afpools/afanasy/internal";
import { type Clock, hostKey, type LeaseKeeper } from "@afpools/core";
import { inTurns, isHold, membershipsInSteps } from "@afpools/core/internal";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStatuses } from "../jobs/job-statuses.js";
import type { Log } from "../log/log.js";
import { Attempts } from "./attempts.js";

/** How long a render may take until afserver says that a task has stopped: 2 to 4 s were seen where the task ends at once. */
const stopMs = 10_000;

export interface StrayRestarterOptions {
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  /** Nothing is restarted without it. */
  readonly lease: Pick<LeaseKeeper, "isHeld">;
  readonly log: Log;
  readonly clock: Clock;
}

/**
 * Restarts tasks that run outside of their job's pool, where the job, a pool that its expression names, or a hold of the host asks
 * for that.
 */
export class StrayRestarter {
  readonly #options: StrayRestarterOptions;
  readonly #attempts: Attempts<string>;
  #restarting: RestartingPools | undefined;

  constructor(options: StrayRestarterOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options.clock, stopMs);
  }

  /** Milliseconds until what had no effect is tried again; nothing where nothing had none. */
  get nextDelay(): number | undefined {
    return this.#attempts.nextDelay;
  }

  /** @returns how many tasks were restarted. Rejects as requests to afserver do. */
  async restart(signal: AbortSignal): Promise<number> {
    const { afserver, lease, log } = this.#options;
    let count = 0;
    const { context } = this.#options.statuses;
    if (!context) return 0;
    if (!this.#restarting?.isOf(context)) this.#restarting = await RestartingPools.among(context);
    for (const { job, name, ...strays } of this.#due(this.#restarting)) {
      const tasks = await restartStrays(
        afserver.afserver,
        { job, ...strays },
        { signal },
        () => lease.isHeld,
      );
      if (tasks.length === 0) continue;
      count += tasks.length;
      log.info(
        { job: name, block: strays.block, tasks, hosts: strays.hosts },
        "tasks outside their pool restarted",
      );
    }
    return count;
  }

  /** Those that were not tried in vain just now. */
  #due(restarting: RestartingPools): (StrayTasks & { readonly name: string })[] {
    const { afserver, statuses } = this.#options;
    const found: (StrayTasks & { readonly name: string })[] = [];
    const running = new Set<string>();
    for (const { job, tag, status } of statuses.unfinished()) {
      if (status.kind !== "following" && status.kind !== "empty") continue;
      const allowed = new Set(status.kind === "following" ? status.plan.hosts : []);
      const isEach = tag.restartStrays || restarting.isNamedIn(tag);
      if (!isEach && !restarting.hasHolds) continue;
      const stays = (host: string) => allowed.has(host) || !(isEach || restarting.isHeld(host));
      for (const strays of strayTasks(job, afserver.renders, stays)) {
        const keyOf = (task: number) => `${job.serial} ${strays.block} ${task}`;
        for (const task of strays.tasks) running.add(keyOf(task));
        const tasks = strays.tasks.filter((task) => this.#attempts.isDue(keyOf(task), "restart"));
        for (const task of tasks) this.#attempts.note(keyOf(task), "restart");
        if (tasks.length > 0) found.push({ ...strays, tasks, name: job.name });
      }
    }
    this.#attempts.retain(running);
    return found;
  }
}

/** The pools and holds that want tasks restarted, of one moment. */
class RestartingPools {
  readonly #basis: Pick<PoolContext, "pools" | "farm">;
  readonly #ids: ReadonlySet<string>;
  readonly #held: ReadonlySet<string>;

  private constructor(
    basis: Pick<PoolContext, "pools" | "farm">,
    ids: ReadonlySet<string>,
    held: ReadonlySet<string>,
  ) {
    this.#basis = basis;
    this.#ids = ids;
    this.#held = held;
  }

  static async among({ pools, farm }: PoolContext): Promise<RestartingPools> {
    const wanting = pools.filter(({ restartStrays }) => restartStrays);
    const held = new Set<string>();
    const membersOf = membershipsInSteps(pools, farm);
    for (const hold of wanting.filter(isHold)) {
      for (const { name } of await inTurns(membersOf(hold))) held.add(hostKey(name));
    }
    return new RestartingPools({ pools, farm }, new Set(wanting.map(({ id }) => id)), held);
  }

  isOf({ pools, farm }: PoolContext): boolean {
    return pools === this.#basis.pools && farm === this.#basis.farm;
  }

  isNamedIn({ pools }: PoolTag): boolean {
    return Object.values(pools).some((id) => this.#ids.has(id));
  }

  get hasHolds(): boolean {
    return this.#held.size > 0;
  }

  isHeld(host: string): boolean {
    return this.#held.has(hostKey(host));
  }
}
