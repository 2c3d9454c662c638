import { Afserver, applyPool, type JobDraft, type PlaceRequest } from "@afpools/afanasy";
import { type FarmOptions, SimulatedAfserver } from "@afpools/afanasy/testing";
import { AfpoolsError, LeaseKeeper, LivePools, MemoryStore, type Pool, PoolService } from "@afpools/core";
import { ManualClock } from "@afpools/core/testing";
import { onTestFinished } from "vitest";
import { LiveAfserver } from "../afserver/live-afserver.js";
import { JobStatuses } from "../jobs/job-statuses.js";
import { Reconciler } from "../reconciler/reconciler.js";
import { LogRecorder } from "./log-recorder.js";

/** How many steps of a quarter of a second something may take to come about. */
const maxSteps = 400;

/** One server's part: what it knows, and its reconciler. */
export interface RigServer {
  readonly live: LivePools;
  readonly afserver: LiveAfserver;
  readonly statuses: JobStatuses;
  readonly reconciler: Reconciler;
  readonly log: LogRecorder;
  /** The server's own time. */
  readonly clock: ManualClock;
  close(): Promise<void>;
  /** Ends it as `kill -9` would: nothing is given back. */
  kill(): void;
  /** Kills it once it has sent so many more actions. */
  doom(lives: number): void;
}

export interface RigOptions extends FarmOptions {
  readonly enforcement?: "mask" | "property";
  readonly pools?: readonly Pool[];
}

/** A client that sends a number of actions and no more: what its process would have sent after it was killed. */
class DoomedClient extends Afserver {
  lives = Number.POSITIVE_INFINITY;

  override async changeJobs(...args: Parameters<Afserver["changeJobs"]>) {
    this.#live();
    return super.changeJobs(...args);
  }

  override async changeBlocks(...args: Parameters<Afserver["changeBlocks"]>) {
    this.#live();
    return super.changeBlocks(...args);
  }

  override async changeRenders(...args: Parameters<Afserver["changeRenders"]>) {
    this.#live();
    return super.changeRenders(...args);
  }

  #live(): void {
    if (this.lives <= 0) throw new AfpoolsError("ABORTED", "The process was killed.");
    this.lives -= 1;
  }
}

/** A simulated farm, a database of pools, and servers whose reconcilers run in the time that the test turns. Ended after it. */
export class FarmRig {
  readonly farm: SimulatedAfserver["farm"];
  readonly store: MemoryStore;
  readonly service: PoolService;
  readonly simulated: SimulatedAfserver;
  readonly #enforcement: "mask" | "property";
  readonly #clocks = new Set<ManualClock>();
  readonly #closers: (() => Promise<void>)[] = [];
  #step = 0;

  private constructor(simulated: SimulatedAfserver, options: RigOptions) {
    this.simulated = simulated;
    this.farm = simulated.farm;
    this.store = new MemoryStore(options.pools ?? []);
    // By the time of the servers, which begin in 1970.
    const now = () => [...this.#clocks][0]?.date() ?? 0;
    this.service = new PoolService(this.store, { now: () => new Date(now()) });
    this.#enforcement = options.enforcement ?? "mask";
  }

  static async start(options: RigOptions = {}): Promise<FarmRig> {
    const simulated = await SimulatedAfserver.start(options);
    const rig = new FarmRig(simulated, options);
    onTestFinished(() => rig.end());
    return rig;
  }

  /** Ends servers and farm. */
  async end(): Promise<void> {
    for (const close of this.#closers.splice(0)) await close();
    await this.simulated.stop();
  }

  /** Starts a server. */
  startServer(): RigServer {
    const clock = new ManualClock();
    this.#clocks.add(clock);
    const log = new LogRecorder();
    const live = new LivePools(this.store, { clock });
    const client = new DoomedClient({
      ...this.simulated.address,
      userName: "afpools",
      hostName: "server",
      timeoutMs: 60_000,
    });
    const afserver = new LiveAfserver(client, log, clock);
    const enforcement = this.#enforcement;
    const statuses = new JobStatuses({ live, afserver, enforcement, dialect: () => afserver.dialect });
    const holder = `server ${this.#clocks.size}`;
    const lease = new LeaseKeeper({ leases: this.store.leases, name: "reconciler", holder, clock });
    const reconciler = new Reconciler({ live, afserver, statuses, lease, enforcement, log, clock });
    const kill = () => {
      client.lives = 0;
      this.#clocks.delete(clock);
    };
    const doom = (lives: number) => {
      client.lives = lives;
    };
    const close = async () => {
      kill();
      await this.simulated.during(
        Promise.all([reconciler.close(), afserver.close()]).then(() =>
          Promise.all([lease.close(), live.close()]),
        ),
      );
    };
    this.#closers.push(close);
    return { live, afserver, statuses, reconciler, log, clock, close, kill, doom };
  }

  /** A job on a pool, as a submitter sends it. */
  submit(draft: JobDraft, expression: string, request: PlaceRequest = {}): void {
    const dialect = this.farm.release.maskDialect;
    const farm = { pools: this.#pools, enforcement: this.#enforcement, dialect };
    this.farm.register(applyPool(draft, expression, farm, request).job);
  }

  /** Lets time go by until this is so; with afserver's own time status still, if asked for. */
  async until(isSo: () => boolean, what: string, afserverStands = false): Promise<void> {
    for (let step = 0; step < maxSteps; step += 1) {
      if (isSo()) return;
      await this.pass(1, afserverStands);
    }
    throw new Error(`It did not come about that ${what}.`);
  }

  /** Lets time go by, a quarter of a second a step. */
  async pass(steps = 1, afserverStands = false): Promise<void> {
    for (let count = 0; count < steps; count += 1) {
      this.#step += 1;
      for (const clock of this.#clocks) clock.advance(250);
      // What the clocks started goes over real sockets; a few turns of the loop bring it there and back.
      for (let turn = 0; turn < 12; turn += 1) await new Promise((resolve) => setImmediate(resolve));
      if (this.#step % 4 === 0 && !afserverStands) this.simulated.turn();
    }
  }

  job(name: string) {
    const job = [...this.farm.jobs.values()].find((candidate) => candidate.name === name);
    if (!job) throw new Error(`There is no job ${name}.`);
    return job;
  }

  /** A job's hosts mask without the mark of its pool. */
  maskOf(name: string): string {
    return this.job(name).work.include.text.replace(/\|#[0-9a-f]{8}$/, "");
  }

  get #pools(): readonly Pool[] {
    let pools: readonly Pool[] = [];
    // The store in memory answers at once.
    const watch = this.store.watch((event) => {
      if (event.kind === "pools") pools = event.pools;
    });
    void watch.refresh();
    void watch.close();
    return pools;
  }
}
