import { type Pool, poolHost } from "@afpools/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { applyPool } from "./apply-pool.js";
import { judgeJob } from "./judge-job.js";
import { type PooledJob, pooledJob } from "./pooled-job.js";
import { type JobPoolChange, writePoolChanges } from "./write-pool-changes.js";

const gpu = (...hosts: string[]): Pool => ({
  id: "65a000000000000000000001",
  name: "gpu",
  description: "",
  hosts: hosts.map(poolHost),
  rules: [],
  revision: 1,
  changedBy: "",
  changedAt: "",
});
const draft = { name: "shot", user_name: "alice", blocks: [{ name: "b", tasks: [{ name: "t" }] }] };

let server: SimulatedAfserver;
let afserver: Afserver;

beforeEach(async () => {
  server = await SimulatedAfserver.start();
  afserver = new Afserver({ ...server.address, userName: "t", hostName: "h", timeoutMs: 2_000 });
});

afterEach(() => server.stop());

async function pooledJobs(): Promise<PooledJob[]> {
  const ids = (await afserver.jobs()).map((job) => job.id);
  return (await afserver.jobs({ ids, full: true })).flatMap((job) => pooledJob(job) ?? []);
}

async function corrections(pools: readonly Pool[]): Promise<JobPoolChange[]> {
  return (await pooledJobs()).flatMap(({ job, fields, tag }) => {
    const standing = judgeJob(fields, tag, { pools });
    return "correction" in standing && standing.correction ? [{ job, change: standing.correction }] : [];
  });
}

describe("writePoolChanges", () => {
  it("changes many jobs alike by two actions, tags first, in one second of afserver", async () => {
    const { job } = applyPool(draft, "gpu", { pools: [gpu("pc-1")] });
    for (let count = 0; count < 50; count += 1) server.farm.register(job);
    const changes = await corrections([gpu("pc-2")]);
    expect(changes).toHaveLength(50);
    const before = server.traffic.connections;
    const writing = writePoolChanges(afserver, changes);
    while (server.waitingActions < 2) await new Promise((resolve) => setImmediate(resolve));
    server.turn();
    await writing;
    expect(server.traffic.connections - before).toBe(2);
    expect(new Set((await pooledJobs()).map(({ fields }) => fields.hosts_mask))).toEqual(new Set(["pc-2"]));
    expect(await corrections([gpu("pc-2")])).toEqual([]);
  });

  it("keeps jobs with masks of their own apart", async () => {
    for (const hosts_mask of ["", "pc-1", "pc-2"]) {
      server.farm.register(applyPool({ ...draft, hosts_mask }, "gpu", { pools: [gpu("pc-1", "pc-2")] }).job);
    }
    const pools = [gpu("pc-1", "pc-2", "pc-3")];
    await server.during(writePoolChanges(afserver, await corrections(pools)));
    expect((await pooledJobs()).map(({ fields }) => fields.hosts_mask)).toEqual(["pc-[1-3]", "pc-1", "pc-2"]);
  });

  it("writes no mask where the tag did not leave", async () => {
    server.farm.register(applyPool(draft, "gpu", { pools: [gpu("pc-1")] }).job);
    const changes = await corrections([gpu("pc-2")]);
    await server.stop();
    await expect(writePoolChanges(afserver, changes)).rejects.toMatchObject({ code: "SERVER_UNREACHABLE" });
    await server.start();
    expect((await pooledJobs())[0]?.fields.hosts_mask).toBe("pc-1");
  });

  it("does nothing where there is nothing", async () => {
    const before = server.traffic.connections;
    await writePoolChanges(afserver, []);
    expect(server.traffic.connections).toBe(before);
  });
});
