import { describe, expect, it } from "vitest";
import { MemoryStore } from "../store/memory-store.js";
import { anna } from "../testing/fixtures.js";
import { PoolService } from "./pool-service.js";
import type { PoolOrder } from "./pools.js";

async function start(store = new MemoryStore()) {
  const service = new PoolService(store);
  await service.create({ name: "gpu", hosts: ["pc-1", "pc-2"] }, anna);
  await service.create({ name: "nuke" }, anna);
  const content = async () =>
    (await service.list()).map(({ name, hosts }) => `${name}: ${hosts.map((host) => host.name).join(" ")}`);
  return { store, service, content };
}

const move: readonly PoolOrder[] = [
  { kind: "update", pool: "nuke", edit: { addHosts: ["pc-1"] } },
  { kind: "update", pool: "gpu", edit: { removeHosts: ["pc-1"] } },
];

describe("a batch", () => {
  it("is one change: it stands together in the history, and any of it takes all of it back", async () => {
    for (const which of [0, 1]) {
      const { service, content } = await start();
      const writes = await service.batch(move, anna);
      expect(await content()).toEqual(["gpu: pc-2", "nuke: pc-1"]);
      const ids = writes.map(({ change }) => change?.id);
      const [second, first] = await service.history({ limit: 2 });
      expect([first?.id, second?.id]).toEqual(ids);
      expect([first?.batch, second?.batch]).toEqual([ids[1], ids[1]]);
      const undone = await service.undo(ids[which] ?? "", anna);
      expect(await content()).toEqual(
        ["gpu: pc-1 pc-2", "nuke: "].map((line) => expect.stringContaining(line.slice(0, 4))),
      );
      expect((await service.get("nuke")).hosts).toEqual([]);
      expect((await service.get("gpu")).hosts).toHaveLength(2);
      expect(undone.change?.undoes).toBe(ids[which]);
      expect(undone.others.map(({ change }) => change?.undoes)).toEqual([ids[1 - which]]);
      await service.undo(undone.change?.id ?? "", anna);
      expect(await content()).toEqual(["gpu: pc-2", "nuke: pc-1"]);
    }
  });

  it("of hundreds of pools is taken back whole, and leaves what came before", async () => {
    const { service, content } = await start();
    const before = await content();
    const orders = Array.from(
      { length: 230 },
      (_, number): PoolOrder => ({ kind: "create", draft: { name: `p${number}` } }),
    );
    const writes = await service.batch(orders, anna);
    const { others } = await service.undo(writes[100]?.change?.id ?? "", anna);
    expect(others).toHaveLength(229);
    expect(await content()).toEqual(before);
  });

  it("of which one write changes nothing is a change of its own", async () => {
    const { service } = await start();
    const writes = await service.batch([...move.slice(1), { kind: "update", pool: "nuke", edit: {} }], anna);
    expect(writes.map(({ change }) => change?.batch)).toEqual([undefined, undefined]);
    expect(writes[1]).toMatchObject({ pool: { name: "nuke" }, change: null });
  });

  it("may name pools in rules before they are made, and delete pools with those that name them", async () => {
    const { service, content } = await start();
    await service.batch(
      [
        { kind: "create", draft: { name: "night", rules: ["day & ws-*"] } },
        { kind: "create", draft: { name: "day" } },
      ],
      anna,
    );
    await expect(service.delete("day", anna)).rejects.toMatchObject({ code: "POOL_IN_USE" });
    const { change } =
      (
        await service.batch(
          [
            { kind: "delete", pool: "day" },
            { kind: "delete", pool: "night" },
          ],
          anna,
        )
      )[0] ?? {};
    expect(await content()).toHaveLength(2);
    await service.undo(change?.id ?? "", anna);
    expect((await service.get("night")).rules).toEqual(["day & host:ws-*"]);
  });

  it.each<[string, string, readonly PoolOrder[]]>([
    ["a pool twice", "INVALID_ARGUMENT", [...move, { kind: "delete", pool: "GPU" }]],
    ["an unknown pool", "POOL_NOT_FOUND", [...move, { kind: "delete", pool: "none" }]],
    ["a stale revision", "CONFLICT", [...move.slice(1), { kind: "delete", pool: "nuke", ifRevision: 7 }]],
    [
      "a name twice",
      "NAME_TAKEN",
      [...move, { kind: "create", draft: { name: "a" } }, { kind: "create", draft: { name: "A" } }],
    ],
    ["a name that is taken", "NAME_TAKEN", [...move, { kind: "create", draft: { name: "GPU" } }]],
    [
      "two names that look the same",
      "NAME_TAKEN",
      [
        { kind: "create", draft: { name: "ac" } },
        { kind: "create", draft: { name: "а\u0441" } },
      ],
    ],
    [
      "a cycle",
      "POOL_CYCLE",
      [
        { kind: "update", pool: "gpu", edit: { addRules: ["nuke & ws-*"] } },
        { kind: "update", pool: "nuke", edit: { addRules: ["gpu & ws-*"] } },
      ],
    ],
  ])("with %s is refused whole, tried or not", async (_, code, orders) => {
    const { service, content, store } = await start();
    const before = await content();
    await expect(service.batch(orders, anna, { dryRun: true })).rejects.toMatchObject({ code });
    await expect(service.batch(orders, anna)).rejects.toMatchObject({ code });
    expect(await content()).toEqual(before);
    expect(await store.history({ limit: 10 })).toHaveLength(2);
  });

  it("frees names for those that come behind", async () => {
    const { service, content } = await start();
    const orders: readonly PoolOrder[] = [
      { kind: "delete", pool: "gpu" },
      { kind: "update", pool: "nuke", edit: { name: "gpu" } },
      { kind: "create", draft: { name: "Nuke" } },
    ];
    const tried = await service.batch(orders, anna, { dryRun: true });
    expect(tried.map(({ pool }) => pool?.name)).toEqual([undefined, "gpu", "Nuke"]);
    await service.batch(orders, anna);
    expect(await content()).toEqual(["gpu: ", "Nuke: "]);
  });

  it("is refused by a store that writes one pool at a time, and nothing is written", async () => {
    const store = new MemoryStore();
    Object.assign(store, { writeBatch: undefined });
    store.write = async () => expect.unreachable();
    const service = new PoolService(store);
    const orders: readonly PoolOrder[] = ["a", "b"].map((name) => ({ kind: "create", draft: { name } }));
    await expect(service.batch(orders, anna)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  it("is tried again where another writer was faster, unless a revision was named", async () => {
    const { service, store, content } = await start();
    const other = new PoolService(store);
    const [first = { kind: "delete", pool: "" }] = move;
    await Promise.all([
      service.batch(move, anna),
      ...["pc-7", "pc-8", "pc-9"].map((host) => other.update("nuke", { addHosts: [host] }, anna)),
    ]);
    expect((await service.get("nuke")).hosts).toHaveLength(4);
    expect((await content())[0]).toBe("gpu: pc-2");
    expect(first.kind).toBe("update");
  });
});
