import { restartStrays, type StrayTasks, strayTasks } from "@afpools/afanasy/internal";
import type { Clock, LeaseKeeper } from "@afpools/core";
import type { LiveAfserver } from "../afserver/live-afserver.js";
import type { JobStatuses } from "../jobs/job-statuses.js";
import type { Log } from "../log/log.js";
import { Attempts } from "./attempts.js";

export interface StrayRestarterOptions {
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  /** Nothing is restarted without it. */
  readonly lease: Pick<LeaseKeeper, "isHeld">;
  readonly log: Log;
  readonly clock: Clock;
}

/** Restarts tasks that run outside of their job's pool, for jobs that want it. */
export class StrayRestarter {
  readonly #options: StrayRestarterOptions;
  readonly #attempts: Attempts<string>;

  constructor(options: StrayRestarterOptions) {
    this.#options = options;
    this.#attempts = new Attempts(options.clock);
  }

  /** Milliseconds until what had no effect is tried again; nothing where nothing had none. */
  get nextDelay(): number | undefined {
    return this.#attempts.nextDelay;
  }

  /** @returns how many tasks were restarted. Rejects as requests to afserver do. */
  async restart(signal: AbortSignal): Promise<number> {
    const { afserver, lease, log } = this.#options;
    let count = 0;
    for (const { job, name, ...strays } of this.#due()) {
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
  #due(): (StrayTasks & { readonly name: string })[] {
    const { afserver, statuses } = this.#options;
    const found: (StrayTasks & { readonly name: string })[] = [];
    const running = new Set<string>();
    for (const { job, tag, status } of statuses.unfinished()) {
      if (!tag.restartStrays || status.kind !== "following") continue;
      const allowed = new Set(status.plan.hosts);
      for (const strays of strayTasks(job, afserver.renders, (host) => allowed.has(host))) {
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
