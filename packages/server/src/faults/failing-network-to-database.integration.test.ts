import { expect, it, onTestFinished } from "vitest";
import type { Direction, Toxic } from "../../../../tools/toxiproxy-for-tests.js";
import { openStore } from "../store/open-store.js";
import { Load } from "../testing/checker/load.js";
import { failingNetwork } from "../testing/network.js";
import { ownDatabase } from "../testing/own-database.js";
import { ServerProcess } from "../testing/server-process.js";

const faults: readonly (readonly [Toxic, Direction])[] = [
  [{ type: "latency", attributes: { latency: 20, jitter: 20 } }, "downstream"],
  [{ type: "latency", attributes: { latency: 20, jitter: 20 } }, "upstream"],
  [{ type: "slicer", attributes: { average_size: 120, size_variation: 110, delay: 10 } }, "downstream"],
  [{ type: "slicer", attributes: { average_size: 120, size_variation: 110, delay: 10 } }, "upstream"],
  // Cuts a message in the middle: an answer, then a command.
  [{ type: "limit_data", attributes: { bytes: 700 } }, "downstream"],
  [{ type: "limit_data", attributes: { bytes: 900 } }, "upstream"],
  [{ type: "reset_peer", attributes: { timeout: 5 } }, "downstream"],
  [{ type: "slow_close", attributes: { delay: 300 } }, "downstream"],
];

it("two servers over one database tell nothing that is not so while the network to it fails in every way", async () => {
  const [database, network] = await Promise.all([ownDatabase(), failingNetwork()]);
  const ways = [await network.way(database.port), await network.way(database.port)] as const;
  const [one, two] = await Promise.all(ways.map(({ port }) => ServerProcess.start(database.urlBy(port))));
  if (!one || !two) throw new Error("No servers were started.");
  const load = new Load({ one: one.port, two: two.port });
  await load.written(20);
  for (const [index, [toxic, direction]] of faults.entries()) {
    const way = index % 2 === 0 ? ways[0] : ways[1];
    const heal = await way.add(toxic, direction);
    await load.written(6);
    await heal();
  }
  for (const [way, server] of [
    [ways[0], one],
    [ways[1], two],
  ] as const) {
    await way.shut();
    await server.process.logged("the database is unavailable");
    await load.written(5);
    await way.open();
  }
  await load.written(20);
  await load.stop();
  const store = openStore(database.urlBy(database.port));
  onTestFinished(() => store.close());
  expect(await load.problems(store)).toEqual([]);
}, 240_000);
