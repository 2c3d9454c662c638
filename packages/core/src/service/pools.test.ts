import { expect, it } from "vitest";
import { MemoryStore } from "../store/memory-store.js";
import { anna } from "../testing/fixtures.js";
import { PoolService } from "./pool-service.js";
import { poolsWithWrites } from "./pools.js";

it("are the pools that the same writes would leave", async () => {
  const store = new MemoryStore();
  const service = new PoolService(store);
  for (const name of ["gpu", "nuke", "old"]) await service.create({ name, hosts: ["pc-1"] }, anna);
  const before = await service.list();
  const writes = [
    await service.update("gpu", { addHosts: ["pc-2"] }, anna, { dryRun: true }),
    await service.update("nuke", { addHosts: ["pc-1"] }, anna, { dryRun: true }),
    await service.delete("old", anna, { dryRun: true }),
    await service.create({ name: "new" }, anna, { dryRun: true }),
  ];
  const after = poolsWithWrites(before, writes).map(
    ({ name, hosts }) => `${name}: ${hosts.map((host) => host.name)}`,
  );
  expect(after.sort()).toEqual(["gpu: pc-1,pc-2", "new: ", "nuke: pc-1"]);
  expect(await service.list()).toBe(before);
});
