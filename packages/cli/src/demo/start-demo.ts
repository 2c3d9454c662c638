import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Afserver, applyPool, poolContext, readFarmSide } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { PoolService } from "@afpools/core";
import { managerFolder } from "@afpools/manager";
import { type Daemon, openStore, startDaemon } from "@afpools/server";
import { demoJobs, demoPools, fillFarm } from "./demo-farm.js";

export interface DemoOptions {
  readonly port: string;
  readonly httpPort: string;
}

export interface RunningDemo {
  readonly daemon: Daemon;
  /** Of the simulated afserver, for other programs. */
  readonly afserver: string;
  close(): Promise<void>;
}

/** Between two looks whether the farm has work enough, in ms. */
const workMs = 5_000;
/** How many unfinished jobs there are at any time. */
const mostJobs = demoJobs.length;

/** A Pool Server over a farm that is only simulated, with pools and jobs. Nothing of it is left behind. */
export async function startDemo({ port, httpPort }: DemoOptions): Promise<RunningDemo> {
  const folder = await mkdtemp(join(tmpdir(), "afpools-demo-"));
  const url = `sqlite:${join(folder, "pools.db")}`;
  const store = openStore(url);
  const pools = new PoolService(store);
  for (const draft of demoPools) await pools.create(draft, { name: "demo", origin: "demo" });
  await store.close();

  const simulated = await SimulatedAfserver.start({
    cycleMs: 1_000,
    startTime: Math.floor(Date.now() / 1_000),
  });
  fillFarm(simulated.farm);
  const afserver = `127.0.0.1:${simulated.address.port}`;
  const daemon = await startDaemon({
    settings: {
      file: join(folder, "config.json"),
      environment: {},
      flags: {
        store: url,
        "server.port": port,
        "server.httpPort": httpPort,
        "server.writes": "loopback",
        "afanasy.server": afserver,
        "log.level": "warn",
      },
    },
    managerFolder,
  });
  const work = new DemoWork(simulated, new Afserver(simulated.address), openStore(url));
  await work.start();
  return {
    daemon,
    afserver,
    close: async () => {
      await work.close();
      await daemon.close();
      await simulated.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Keeps the farm at work: a job that is done makes room for the next one. */
class DemoWork {
  readonly #simulated: SimulatedAfserver;
  readonly #afserver: Afserver;
  readonly #store: ReturnType<typeof openStore>;
  #timer: NodeJS.Timeout | undefined;
  #sent = 0;

  constructor(simulated: SimulatedAfserver, afserver: Afserver, store: ReturnType<typeof openStore>) {
    this.#simulated = simulated;
    this.#afserver = afserver;
    this.#store = store;
  }

  async start(): Promise<void> {
    await this.#send();
    this.#timer = setInterval(() => void this.#send(), workMs);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#store.close();
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
        this.#simulated.farm.register(
          expression === undefined ? draft : applyPool(draft, expression, context).job,
        );
      } catch {
        // Somebody deleted the pool: its jobs are sent no more.
      }
    }
    // The list of what is done stays short.
    const done = [...this.#simulated.farm.jobs.values()].filter(({ id, doneAt }) => id > 1 && doneAt > 0);
    for (const job of done.slice(0, -5)) this.#simulated.farm.deleteJob(job);
  }
}
