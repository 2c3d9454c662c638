import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PoolService, type PoolStore } from "@afpools/core";
import { openMongoStore } from "@afpools/store-mongo";
import { openSqliteStore } from "@afpools/store-sqlite";
import { describe, expect, it, onTestFinished } from "vitest";
import { startMongo } from "../../../../tools/mongodb-for-tests.js";
import { askInNode, askInPython } from "../testing/legacy-client.js";
import { startServer } from "../testing/test-server.js";

const times = 1_000;

const stores: Readonly<Record<string, () => Promise<PoolStore>>> = {
  sqlite: async () => {
    const folder = await mkdtemp(join(tmpdir(), "afpools-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    return openSqliteStore(join(folder, "pools.db"));
  },
  mongodb: async () => {
    const mongo = await startMongo();
    onTestFinished(() => mongo.stop());
    return openMongoStore(`${mongo.url}/legacy_clients_${process.pid}`);
  },
};

/** Ten pools of twenty hosts, and the names that a client must get. */
async function fill(store: PoolStore): Promise<Readonly<Record<string, readonly string[]>>> {
  const pools = new PoolService(store);
  const expected: Record<string, readonly string[]> = {};
  for (let number = 0; number < 10; number += 1) {
    const hosts = Array.from({ length: 20 }, (_, host) => `pc-${number}${String(host).padStart(2, "0")}`);
    await pools.create({ name: `Pool ${number} ½`, hosts }, { name: "anna", origin: "test" });
    expected[`Pool ${number} ½`] = hosts;
  }
  return expected;
}

function hostsByPool(body: unknown): Record<string, readonly string[]> {
  const pools = body as { name: string; clients: { hostname: string }[] }[];
  return Object.fromEntries(
    pools.map(({ name, clients }) => [name, clients.map(({ hostname }) => hostname)]),
  );
}

describe.each(Object.keys(stores))("clients of 2019 on %s", (name) => {
  const start = async () => {
    const store = await stores[name]?.();
    if (!store) throw new Error(`No store ${name}`);
    onTestFinished(() => store.close());
    const expected = await fill(store);
    return { expected, ...(await startServer({ store })) };
  };

  it(`in Python get all pools ${times} times out of ${times}`, { timeout: 120_000 }, async () => {
    const { port, expected } = await start();
    const answers = await askInPython(port, times);
    expect(answers).toHaveLength(times);
    for (const answer of answers) expect(hostsByPool(answer)).toEqual(expected);
  });

  it(`in Node get all pools ${times} times out of ${times}`, { timeout: 120_000 }, async () => {
    const { port, expected } = await start();
    for (let time = 0; time < times; time += 1) expect(hostsByPool(await askInNode(port))).toEqual(expected);
  });
});
