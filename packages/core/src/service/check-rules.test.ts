import { describe, expect, it } from "vitest";
import { MemoryStore } from "../store/memory-store.js";
import { anna } from "../testing/fixtures.js";
import { PoolService } from "./pool-service.js";

const refusal = (code: string, message: string) =>
  expect.objectContaining({ code, message: expect.stringContaining(message) });

async function start() {
  const service = new PoolService(new MemoryStore());
  await service.create({ name: "gpu", hosts: ["pc-1"] }, anna);
  await service.create({ name: "night", rules: ["gpu - desk-*", "ws-*"] }, anna);
  return service;
}

describe("rules that name pools", () => {
  it("are written in their normal form, once", async () => {
    const service = await start();
    const edit = { addRules: ["gpu  - desk-*", "RAM>=64G"] };
    const { pool, already } = await service.update("night", edit, anna);
    expect(pool?.rules).toEqual(["gpu - host:desk-*", "ws-*", "ram>=64G"]);
    expect(already).toEqual(["gpu - host:desk-*"]);
    const removed = await service.update("night", { removeRules: ["ram >= 64G"] }, anna);
    expect(removed.absent).toEqual(["ram >= 64G"]);
    const typed = await service.update("night", { removeRules: ["gpu  -  desk-*", "RAM>=64G"] }, anna);
    expect(typed.pool?.rules).toEqual(["ws-*"]);
  });

  it("have to name pools that are there", async () => {
    const service = await start();
    const added = service.update("gpu", { addRules: ["nigth & ws-*"] }, anna);
    await expect(added).rejects.toEqual(refusal("POOL_NOT_FOUND", "nigth"));
    const dry = service.create({ name: "x", rules: ['"y"'] }, anna, { dryRun: true });
    await expect(dry).rejects.toEqual(refusal("POOL_NOT_FOUND", "y"));
  });

  it("cannot lead back to their pool", async () => {
    const service = await start();
    const added = service.update("gpu", { addRules: ["night & ws-*"] }, anna);
    await expect(added).rejects.toEqual(refusal("POOL_CYCLE", '"gpu" → "night" → "gpu"'));
    const self = service.create({ name: "self", rules: ['"self"'] }, anna);
    await expect(self).rejects.toEqual(refusal("POOL_CYCLE", '"self" → "self"'));
  });

  it("keep the pools that they name", async () => {
    const service = await start();
    await expect(service.delete("gpu", anna)).rejects.toEqual(
      refusal("POOL_IN_USE", 'rules of "night" name it'),
    );
    await expect(service.update("gpu", { name: "cards" }, anna)).rejects.toEqual(
      refusal("POOL_IN_USE", "cannot be renamed"),
    );
    // The same name to rules.
    await service.update("gpu", { name: "GPU", addHosts: ["pc-2"] }, anna);
    await service.update("night", { removeRules: ["gpu - host:desk-*"] }, anna);
    expect((await service.delete("gpu", anna)).pool).toBeNull();
  });

  it("are checked when a change is taken back, too", async () => {
    const service = await start();
    const { change } = await service.update("night", { removeRules: ["gpu - host:desk-*"] }, anna);
    await service.delete("gpu", anna);
    await expect(service.undo(change?.id ?? "", anna)).rejects.toEqual(refusal("POOL_NOT_FOUND", "gpu"));
  });
});
