import type { PoolContext, PoolTag, Render } from "@afpools/afanasy";
import { isOfAllRequests, restartStrays, type StrayTasks, strayTasks } from "@afpools/afanasy/internal";
import { type Clock, hostKey, type LeaseKeeper, toAfpoolsError } from "@afpools/core";
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
    const { log } = this.#options;
    let count = 0;
    const { context } = this.#options.statuses;
    if (!context) return 0;
    if (!this.#restarting?.isOf(context)) this.#restarting = await RestartingPools.among(context);
    for (const { name, ...strays } of this.#due(this.#restarting)) {
      const tasks = await this.#restartOne(strays, name, signal);
      if (tasks.length === 0) continue;
      count += tasks.length;
      log.info(
        { job: name, block: strays.block, tasks, hosts: strays.hosts },
        "tasks outside their pool restarted",
      );
    }
    return count;
  }

  /** A job whose tasks cannot be restarted does not keep those of others running outside their pools. */
  async #restartOne(strays: StrayTasks, name: string, signal: AbortSignal): Promise<readonly number[]> {
    const { afserver, lease, log } = this.#options;
    try {
      return await restartStrays(afserver.afserver, strays, { signal }, () => lease.isHeld);
    } catch (cause) {
      const error = toAfpoolsError(cause);
      if (isOfAllRequests(error)) throw error;
      const { id } = strays.job;
      log.warn({ job: id, name, error: error.message }, "failed to restart tasks outside their pool");
      return [];
    }
  }

  /** Those that were not tried in vain just now. */
  #due(restarting: RestartingPools): (StrayTasks & { readonly name: string })[] {
    const { afserver, statuses } = this.#options;
    const found: (StrayTasks & { readonly name: string })[] = [];
    const running = new Set<string>();
    const byJob = rendersByJob(afserver.renders);
    for (const { job, tag, status } of statuses.unfinished()) {
      const renders = byJob.get(job.id);
      if (!renders || (status.kind !== "following" && status.kind !== "empty")) continue;
      const isEach = tag.restartStrays || restarting.isNamedIn(tag);
      if (!isEach && !restarting.hasHolds) continue;
      const allowed = new Set(status.kind === "following" ? status.plan.hosts : []);
      const stays = (host: string) => allowed.has(host) || !(isEach || restarting.isHeld(host));
      for (const strays of strayTasks(job, renders, stays)) {
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

/** The renders that run tasks of each job, by its id. */
function rendersByJob(renders: readonly Render[]): ReadonlyMap<number, readonly Render[]> {
  const byJob = new Map<number, Render[]>();
  for (const render of renders) {
    for (const id of new Set(render.tasks?.map(({ job_id: job }) => job))) {
      const others = byJob.get(id) ?? [];
      others.push(render);
      byJob.set(id, others);
    }
  }
  return byJob;
}
