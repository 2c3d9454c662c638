import { type Afserver, applyPool, poolContext, readFarmSide } from "@afpools/afanasy";
import type { SimulatedFarm } from "@afpools/afanasy/testing";
import type { PoolStore } from "@afpools/core";
import { demoJobs, restlessHosts } from "./demo-farm.js";

/** Between two looks whether the farm has work enough, in ms. */
const workMs = 5_000;
/** How many unfinished jobs there are at any time. */
const mostJobs = demoJobs.length;
/** How many jobs that are done stay in the list. */
const mostDone = 5;

/** Keeps the farm at work: a job that is done makes room for the next one, and hosts leave and return. */
export class DemoWork {
  readonly #farm: SimulatedFarm;
  readonly #afserver: Afserver;
  readonly #store: PoolStore;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  #sent = 0;
  #restless = 0;

  constructor(farm: SimulatedFarm, afserver: Afserver, store: PoolStore) {
    this.#farm = farm;
    this.#afserver = afserver;
    this.#store = store;
  }

  async start(): Promise<void> {
    await this.#send();
    this.#timer = setInterval(() => {
      this.#comeOrGo();
      this.#looking = this.#looking.then(() => this.#send());
    }, workMs);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
  }

  /** Artists take their laptops home, and come back. */
  #comeOrGo(): void {
    const name = restlessHosts[this.#restless % restlessHosts.length];
    this.#restless += 1;
    if (name === undefined) return;
    if (this.#farm.render(name)?.online) this.#farm.stopRender(name);
    else this.#farm.startRender({ name });
  }

  async #send(): Promise<void> {
    const jobs = await this.#afserver.jobs();
    const unfinished = jobs.filter(({ id, state }) => id > 1 && !state.has("DON"));
    const context = poolContext(await this.#store.listPools(), await readFarmSide(this.#afserver));
    for (let count = unfinished.length; count < mostJobs; count += 1) {
      const [name, user_name, expression] = demoJobs[this.#sent % demoJobs.length] ?? demoJobs[0];
      this.#sent += 1;
      const draft = {
        name,
        user_name,
        host_name: "demo",
        priority: 50 + (this.#sent % 5) * 10,
        max_running_tasks: 12,
        blocks: [
          {
            name: "render",
            service: "generic",
            flags: 1,
            frame_first: 1,
            frame_last: 40 + ((this.#sent * 17) % 60),
            command: `sleep ${10 + ((this.#sent * 7) % 25)}`,
          },
        ],
      };
      try {
        this.#farm.register(expression === undefined ? draft : applyPool(draft, expression, context).job);
      } catch {
        // Somebody deleted the pool: its jobs are sent no more.
      }
    }
    const done = [...this.#farm.jobs.values()].filter(({ id, doneAt }) => id > 1 && doneAt > 0);
    for (const job of done.slice(0, -mostDone)) this.#farm.deleteJob(job);
  }
}
