import { Afserver, applyPool } from "@afpools/afanasy";
import { SimulatedAfserver } from "@afpools/afanasy/testing";
import { poolHost } from "@afpools/core";
import { createPoolClient } from "@afpools/protocol/client";
import { expect, it, onTestFinished, vi } from "vitest";
import { openStore } from "../store/open-store.js";
import { Balancer } from "../testing/balancer.js";
import { Load } from "../testing/checker/load.js";
import { anyServer } from "../testing/checker/operation.js";
import { ownDatabase } from "../testing/own-database.js";
import { ServerProcess } from "../testing/server-process.js";

/** The farm with one job on a pool of it, and what the job's mask is now. */
async function farmWithJob() {
  const simulated = await SimulatedAfserver.start({ cycleMs: 50 });
  onTestFinished(() => simulated.stop());
  for (const name of ["pc-1", "pc-2", "pc-3", "pc-4"]) simulated.farm.startRender({ name });
  const job = () => [...simulated.farm.jobs.values()].find(({ name }) => name === "shot");
  const mask = () => job()?.work.include.text.replace(/\|#.*$/, "");
  return { simulated, mask, address: `127.0.0.1:${simulated.address.port}` };
}

/** What the log says when a server begins to keep jobs on their pools, and when it does so no more. */
const keeping = "reconciling: this server holds the lease";
const notKeeping = ["standing by: another server holds the lease", "jobs do not follow their pools"];

/** From when to when each of its processes has kept jobs on their pools, as its log tells. */
function activeTimes({ process }: ServerProcess): { from: number; to: number }[] {
  const times: { from: number; to: number }[] = [];
  for (const { msg, time } of process.log()) {
    const at = Date.parse(String(time));
    const last = times.at(-1);
    if (msg === keeping) times.push({ from: at, to: Number.POSITIVE_INFINITY });
    else if (notKeeping.includes(String(msg)) && last) last.to = Math.min(last.to, at);
  }
  return times;
}

it("of three servers over one database one keeps jobs on their pools; killed, another one does, and all clients are answered", async () => {
  const [database, farm] = await Promise.all([ownDatabase(), farmWithJob()]);
  const url = database.urlBy(database.port);
  const environment = { AFPOOLS_AFANASY_SERVER: farm.address };
  const servers = await Promise.all([1, 2, 3].map(() => ServerProcess.start(url, { environment })));
  const balancer = await Balancer.start(servers.map(({ port }) => port));
  const client = createPoolClient({ host: "127.0.0.1", port: balancer.port, timeoutMs: 20_000 });
  const { pool } = await client.createPool({ author: "anna", name: "shots", hosts: ["pc-1"] });
  if (!pool) throw new Error("No pool was made.");
  const tasks = [{ name: "1", command: "sleep 1000000" }];
  const draft = { name: "shot", user_name: "anna", blocks: [{ name: "render", tasks }] };
  const { job } = applyPool(draft, "shots", {
    pools: [{ ...pool, hosts: [poolHost("pc-1")] }],
    enforcement: "mask",
  });
  await new Afserver(farm.simulated.address).sendJob(job);

  const load = new Load({ [anyServer]: balancer.port });
  const killed: { from: number; to: number }[] = [];
  let alive = servers;
  for (const next of ["pc-2", "pc-3"]) {
    const holder = await Promise.any(
      alive.map((server) => server.process.logged(keeping).then(() => server)),
    );
    await load.written(5);
    const killedAt = Date.now();
    await holder.kill();
    killed.push(...activeTimes(holder).map(({ from }) => ({ from, to: killedAt })));
    alive = alive.filter((server) => server !== holder);
    await client.updatePool({ author: "anna", pool: "shots", edit: { addHosts: [next] } });
    await load.written(5);
    await Promise.any(alive.map((server) => server.process.logged(keeping)));
    await vi.waitFor(() => expect(farm.mask()).toBe(next === "pc-2" ? "pc-[12]" : "pc-[1-3]"), 20_000);
  }
  await load.stop();

  const times = [...killed, ...alive.flatMap(activeTimes)].sort((one, other) => one.from - other.from);
  expect(times).toHaveLength(3);
  for (const [index, { from }] of times.entries())
    if (index > 0) expect(from).toBeGreaterThanOrEqual(times[index - 1]?.to ?? 0);

  const store = openStore(url);
  onTestFinished(() => store.close());
  const ofLoad = {
    history: async () => (await store.history({ limit: 10_000 })).filter(({ by }) => by !== "anna"),
  };
  const listPools = async () => (await store.listPools()).filter(({ name }) => name !== "shots");
  expect(await load.problems({ ...ofLoad, listPools })).toEqual([]);
}, 120_000);
