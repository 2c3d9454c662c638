import type { Pool, UsageSums } from "@afpools/core";
import type { UsageOfAll } from "@afpools/core/internal";
import { Gauge, type Registry } from "prom-client";
import type { Log } from "../log/log.js";

export interface PoolSeriesOptions {
  /** How hosts are used now; nothing while that is not known. */
  readonly usage: () => Promise<UsageOfAll | undefined>;
  /** In the order in which they were made. */
  readonly pools: () => readonly Pool[];
  /** How many pools have series of their own: each makes some for Prometheus to keep. */
  readonly maxPools: () => number;
  readonly log: Log;
}

const states = ["free", "busy", "held", "offline"] as const;

/** Adds how the farm and each pool are used now. Older pools come first where there are more than may be. */
export function addPoolSeries(registry: Registry, { usage, pools, maxPools, log }: PoolSeriesOptions): void {
  const registers = [registry];
  let leftOut = "";
  const shown = async (): Promise<readonly (readonly [string, UsageSums])[]> => {
    const sample = await usage();
    return pools()
      .slice(0, maxPools())
      .flatMap(({ id, name }) => {
        const sums = sample?.pools.get(id);
        return sums ? [[name, sums] as const] : [];
      });
  };
  new Gauge({
    name: "afpools_farm_hosts",
    help: "Hosts of the farm by state.",
    labelNames: ["state"],
    registers,
    async collect() {
      this.reset();
      const farm = (await usage())?.farm;
      if (farm) for (const state of states) this.set({ state }, farm[state]);
    },
  });
  new Gauge({
    name: "afpools_farm_waiting",
    help: "Jobs that are ready and render nothing, and tasks that are ready.",
    labelNames: ["what"],
    registers,
    async collect() {
      this.reset();
      const farm = (await usage())?.farm;
      if (!farm) return;
      this.set({ what: "jobs" }, farm.jobsWaiting);
      this.set({ what: "tasks" }, farm.tasksWaiting);
    },
  });
  new Gauge({
    name: "afpools_pool_hosts",
    help: "Hosts of a pool by state.",
    labelNames: ["pool", "state"],
    registers,
    async collect() {
      this.reset();
      for (const [pool, sums] of await shown())
        for (const state of states) this.set({ pool, state }, sums[state]);
    },
  });
  new Gauge({
    name: "afpools_pool_waiting",
    help: "Jobs that are ready and render nothing, and tasks that are ready, of a pool.",
    labelNames: ["pool", "what"],
    registers,
    async collect() {
      this.reset();
      for (const [pool, sums] of await shown()) {
        this.set({ pool, what: "jobs" }, sums.jobsWaiting);
        this.set({ pool, what: "tasks" }, sums.tasksWaiting);
      }
    },
  });
  new Gauge({
    name: "afpools_pools_without_series",
    help: "Pools that have no series of their own, by the setting metrics.pools; the log names them.",
    registers,
    collect() {
      const others = pools().slice(maxPools());
      this.set(others.length);
      const names = others.map(({ name }) => name).join(", ");
      if (names !== leftOut && names !== "") log.info({ pools: names }, "pools without metrics of their own");
      leftOut = names;
    },
  });
}
