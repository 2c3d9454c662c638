import { MemoryStore } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { describe, expect, it } from "vitest";
import type { Direction, Toxic } from "../../../../tools/toxiproxy-for-tests.js";
import { Load } from "../testing/checker/load.js";
import { failingNetwork } from "../testing/network.js";
import { manyPools, startServer } from "../testing/test-server.js";

const pools = manyPools(20, 20);
const lost = ["SERVER_UNREACHABLE", "UNEXPECTED_ANSWER", "TIMEOUT"];

describe("between client and server", () => {
  it.each<[string, Toxic, Direction]>([
    ["each packet takes a while", { type: "latency", attributes: { latency: 30, jitter: 30 } }, "downstream"],
    [
      "requests come byte by byte",
      { type: "slicer", attributes: { average_size: 1, size_variation: 0, delay: 1 } },
      "upstream",
    ],
    [
      "answers come in small pieces",
      { type: "slicer", attributes: { average_size: 20, size_variation: 10, delay: 1 } },
      "downstream",
    ],
    ["a connection takes long to close", { type: "slow_close", attributes: { delay: 200 } }, "downstream"],
    ["there is little room", { type: "bandwidth", attributes: { rate: 500 } }, "downstream"],
  ])("%s: every answer is right", async (_, toxic, direction) => {
    const { port } = await startServer({ store: new MemoryStore(pools) });
    const way = await (await failingNetwork()).way(port);
    await way.add(toxic, direction);
    for (const keep of [false, true]) {
      const client = createPoolClient({ host: "127.0.0.1", port: way.port, keep });
      expect((await client.pools()).pools).toHaveLength(pools.length);
      expect(await client.legacyPools()).toHaveLength(pools.length);
      expect((await client.pool("pool 7")).pool.members).toHaveLength(20);
      await client.close();
    }
  });

  it.each([0, 1, 40, 1_023, 1_024, 1_025, 5_000])(
    "an answer ends after %i bytes: a client never takes the part for the whole",
    async (bytes) => {
      const { port, assertAnswers } = await startServer({ store: new MemoryStore(pools) });
      const way = await (await failingNetwork()).way(port);
      const heal = await way.add({ type: "limit_data", attributes: { bytes } });
      const client = createPoolClient({ host: "127.0.0.1", port: way.port });
      for (const call of [() => client.pools(), () => client.legacyPools()]) {
        await expect(call()).rejects.toMatchObject({ code: expect.toBeOneOf(lost) });
      }
      await heal();
      expect((await client.pools()).pools).toHaveLength(pools.length);
      await assertAnswers();
    },
  );

  it("requests end in their middle: nothing is written by half a request, and none twice", async () => {
    const store = new MemoryStore();
    const { port } = await startServer({ store, writes: "loopback" });
    const network = await failingNetwork();
    const [good, bad] = [await network.way(port), await network.way(port)];
    const load = new Load({ good: good.port, bad: bad.port }, { timeoutMs: 500 });
    for (const bytes of [0, 30, 60, 90, 120, 150]) {
      for (const direction of ["upstream", "downstream"] as const) {
        const heal = await bad.add({ type: "limit_data", attributes: { bytes } }, direction);
        await load.written(15);
        await heal();
      }
    }
    await load.stop();
    expect(await load.problems(store)).toEqual([]);
    expect(load.operations.filter(({ outcome }) => outcome.kind === "unknown").length).toBeGreaterThan(0);
  });
});
