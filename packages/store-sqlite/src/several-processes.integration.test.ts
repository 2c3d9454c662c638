import { chmodSync } from "node:fs";
import { dirname } from "node:path";
import { type Pool, PoolService } from "@afpools/core";
import { describe, expect, test } from "vitest";
import { childProcesses } from "./testing/child-process.js";
import { openStore, tempPath } from "./testing/temp-database.js";

const author = { name: "test", origin: "test" };

describe("several processes on one file", () => {
  const start = childProcesses();

  test("a watch tells what another process wrote", async () => {
    const path = tempPath();
    const store = openStore(path);
    const pools = await new Promise<readonly Pool[]>((resolve) => {
      store.watch((event) => {
        if (event.kind !== "pools") return;
        if (event.pools.length === 0) start("create", path, "gpu");
        else resolve(event.pools);
      });
    });
    expect(pools[0]).toMatchObject({ name: "gpu", hosts: [{ name: "pc-01" }] });
  });

  test("four that write one pool at once all get everything in", async () => {
    const path = tempPath();
    const service = new PoolService(openStore(path));
    await service.create({ name: "shared" }, author);
    const prefixes = ["a", "b", "c", "d"];
    await Promise.all(prefixes.map((prefix) => start("addHosts", path, prefix).done()));
    const { hosts, revision } = await service.get("shared");
    const expected = prefixes.flatMap((prefix) =>
      Array.from({ length: 50 }, (_, index) => `${prefix}-${index}`),
    );
    expect(hosts.map((host) => host.name).sort()).toEqual(expected.sort());
    expect(revision).toBe(201);
    expect(await service.history({ limit: 1_000 })).toHaveLength(201);
  });

  test("four that open a new file at once all find it ready", async () => {
    for (let round = 0; round < 8; round += 1) {
      const path = tempPath();
      const names = ["a", "b", "c", "d"];
      const children = names.map((name) => start("open", path, name));
      await Promise.all(children.map((child) => child.said(1)));
      for (const child of children) child.tell("go");
      await Promise.all(children.map((child) => child.done()));
      expect((await openStore(path).listPools()).map((pool) => pool.name).sort()).toEqual(names);
    }
  });

  test("a user without rights is told so", async () => {
    const path = tempPath();
    await openStore(path).close();
    chmodSync(path, 0o400);
    chmodSync(dirname(path), 0o500);
    const child = start("openWithoutRights", path);
    await child.done();
    chmodSync(dirname(path), 0o700);
    expect(child.lines).toEqual([expect.stringMatching(/^STORE_UNAVAILABLE .*pools\.db cannot be used: /)]);
  });
});
