// A studio's own service with a Pool Server inside: the farm comes from the studio's database, each change of a pool is told to
// whoever should know, and it ends with the service.
import { Farm, type FarmSource, LivePools, MemoryStore, PoolService } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { createPoolServer } from "@afpools/server";

/** The farm as the studio's database lists it. */
class StudioFarm implements FarmSource {
  #farm = new Farm([{ name: "PC-01", online: true }]);
  readonly #listeners = new Set<() => void>();

  current() {
    return this.#farm;
  }

  subscribe(listener: () => void) {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  update(names: readonly string[]) {
    this.#farm = new Farm(names.map((name) => ({ name, online: true })));
    for (const listener of this.#listeners) listener();
  }
}

// A program that keeps its pools opens a store of @afpools/store-sqlite or @afpools/store-mongo instead.
const store = new MemoryStore();
const live = new LivePools(store);
await live.refresh();
live.subscribe(({ pools }) => console.log("pools now:", pools.map(({ name }) => name).join(", ")));

const farm = new StudioFarm();
const server = createPoolServer({ store, live, farm, port: 0 });
const { port } = await server.listen();

const pools = new PoolService(store);
await pools.create({ name: "desks", rules: ["pc-*"] }, { name: "anna", origin: "studio" });

// What a plug-in sees: members by rule, in the farm's own spelling, as machines come.
const plugin = createPoolClient({ host: "127.0.0.1", port });
for (const names of [["PC-01"], ["PC-01", "PC-02"]]) {
  farm.update(names);
  const { plan } = await plugin.mask({ expression: "desks" });
  console.log(plan.fields.hosts_mask);
}

await plugin.close();
await server.close();
await live.close();
await store.close();
