import { Afserver, applyPool } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { createPoolClient } from "@afpools/protocol/client";
import { expect, it, onTestFinished, vi } from "vitest";
import type { Direction, Toxic } from "../../../../tools/toxiproxy-for-tests.js";
import { failingNetwork } from "../testing/network.js";
import { ServerProcess } from "../testing/server-process.js";

const faults: readonly (readonly [Toxic, Direction])[] = [
  [{ type: "latency", attributes: { latency: 30, jitter: 30 } }, "downstream"],
  [{ type: "slicer", attributes: { average_size: 1, size_variation: 0, delay: 1 } }, "downstream"],
  [{ type: "limit_data", attributes: { bytes: 300 } }, "downstream"],
  [{ type: "limit_data", attributes: { bytes: 100 } }, "upstream"],
  [{ type: "reset_peer", attributes: { timeout: 1 } }, "downstream"],
  [{ type: "slow_close", attributes: { delay: 300 } }, "downstream"],
];

it("whatever the network to afserver does, requests are answered, and jobs follow their pool once it is well", async () => {
  const simulated = await SimulatedAfserver.start({ cycleMs: 50 });
  onTestFinished(() => simulated.stop());
  const hosts = Array.from({ length: 8 }, (_, number) => `pc-${number}`);
  for (const name of hosts) simulated.farm.startRender({ name });
  const way = await (await failingNetwork()).way(simulated.address.port);
  const server = await ServerProcess.start("memory:", {
    environment: { AFPOOLS_AFANASY_SERVER: `127.0.0.1:${way.port}` },
  });
  const client = createPoolClient({ host: "127.0.0.1", port: server.port });
  await client.createPool({ author: "anna", name: "gpu", hosts: ["pc-0"] });
  await vi.waitFor(async () => expect((await client.hello()).farm.online).toBe(8), 20_000);

  const { pools } = await client.pools();
  const members = pools.map((pool) => ({
    ...pool,
    hosts: pool.hosts.map((name) => ({ name, engine: "", ip: "", port: "" })),
  }));
  const draft = {
    name: "shot",
    user_name: "anna",
    blocks: [{ name: "render", tasks: [{ name: "1", command: "sleep 100000" }] }],
  };
  const { job } = applyPool(draft, "gpu", { pools: members, enforcement: "mask" });
  await new Afserver(simulated.address).sendJob(job);
  const maskOf = () =>
    [...simulated.farm.jobs.values()].find(({ name }) => name === "shot")?.work.include.text ?? "";

  for (const [index, [toxic, direction]] of faults.entries()) {
    const heal = await way.add(toxic, direction);
    await client.updatePool({ author: "anna", pool: "gpu", edit: { addHosts: [`pc-${index + 1}`] } });
    expect((await client.pools()).pools[0]?.hosts).toHaveLength(index + 2);
    expect((await client.hello()).farm.hosts).toBe(8);
    await heal();
    await vi
      .waitFor(() => expect(maskOf()).toMatch(new RegExp(`^pc-\\[0-?.*${index + 1}`)), 8_000)
      .catch(async (e) => {
        console.log(
          await (await fetch(`http://127.0.0.1:${server.httpPort}/readyz`)).text(),
          server.process.log(),
        );
        throw e;
      });
  }
}, 120_000);
