import { describe, expect, it } from "vitest";
import { aJob, withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

async function farmWithJob() {
  const afpools = commandLine();
  const { simulated } = await withAfserver(afpools, ["pc-1", "pc-2"]);
  await afpools(["pool", "create", "gpu", "pc-1"]);
  await afpools(["submit", "-", "--pool", "gpu"], JSON.stringify(aJob("shot")));
  return { afpools, simulated };
}

describe("--dry-run", () => {
  it("tells the hosts and jobs that an edit would touch, and writes nothing", async () => {
    const { afpools } = await farmWithJob();
    const before = await afpools(["pool", "export"]);
    const tried = async (...words: string[]) =>
      JSON.parse((await afpools(["pool", ...words, "--dry-run", "--json"])).out);
    expect(await tried("add", "gpu", "pc-2")).toMatchObject({
      dryRun: true,
      writes: [{ change: { diff: { hosts: { added: [{ name: "pc-2" }] } } } }],
      jobs: [{ id: 2, name: "shot", pool: "gpu", gained: ["pc-2"], lost: [], status: "following" }],
    });
    expect((await tried("remove", "gpu", "pc-1")).jobs).toMatchObject([{ lost: ["pc-1"], status: "empty" }]);
    expect((await tried("delete", "gpu")).jobs).toMatchObject([{ status: "orphan" }]);
    expect((await tried("create", "new", "pc-2")).jobs).toEqual([]);
    expect(await afpools(["pool", "export"])).toEqual(before);
    expect((await afpools(["pool", "history", "--json"])).out.match(/"kind"/g)).toHaveLength(1);
  });

  it("says it to people", async () => {
    const { afpools } = await farmWithJob();
    const { out } = await afpools(["pool", "rm", "gpu", "pc-1", "-n"]);
    expect(out).toMatch(
      /^gpu: - pc-1 \(dry run: not done\)\n1 unfinished job would be touched, 1 of them left with no host:\nID .*\n +2 +shot +anna +gpu +- +pc-1 +left with no host: it would wait\n$/,
    );
  });

  it("refuses what it would refuse", async () => {
    const { afpools } = await farmWithJob();
    expect((await afpools(["pool", "create", "GPU", "-n"])).status).toBe(4);
  });

  it("says that jobs are not known where no afserver is configured", async () => {
    const { afpools } = await farmWithJob();
    afpools.environment.AFPOOLS_AFANASY_SERVER = "none";
    const { out, err } = await afpools(["pool", "delete", "gpu", "-n", "--json"]);
    expect(JSON.parse(out).jobs).toBe(null);
    expect(err).toContain("No afserver is configured");
  });
});

describe("Afanasy's own pools", () => {
  async function farmWithNative() {
    const { afpools, simulated } = await farmWithJob();
    const fx = simulated.farm.addPool("/fx", simulated.farm.root);
    const sim = simulated.farm.addPool("/fx/sim", fx);
    simulated.farm.startRender({ name: "fx-1", pool: fx.path });
    simulated.farm.startRender({ name: "fx-2", pool: sim.path });
    return afpools;
  }

  it("stand beside ours", async () => {
    const afpools = await farmWithNative();
    const { out } = await afpools(["pool", "list", "--native", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      pools: [{ name: "gpu" }],
      native: [
        { path: "/", hosts: ["pc-1", "pc-2", "fx-1", "fx-2"] },
        { path: "/fx", expression: "native:/fx", hosts: ["fx-1", "fx-2"], online: 2 },
        { path: "/fx/sim", hosts: ["fx-2"] },
      ],
    });
    expect((await afpools(["pool", "list", "--native"])).out).toMatch(/\nnative:\/fx +2 +2\n/);
  });

  it("are imported as pools", async () => {
    const afpools = await farmWithNative();
    await afpools(["pool", "import-native"]);
    const { pools } = JSON.parse((await afpools(["pool", "export"])).out);
    const id = expect.any(String);
    expect(pools).toEqual([
      { id, name: "gpu", hosts: ["pc-1"] },
      { id, name: "fx", description: "From Afanasy's own pool /fx", hosts: ["fx-1", "fx-2"] },
      { id, name: "sim", description: "From Afanasy's own pool /fx/sim", hosts: ["fx-2"] },
    ]);
    expect((await afpools(["pool", "import-native", "/gx"])).status).toBe(3);
  });

  it("are a job's pool as they are", async () => {
    const afpools = await farmWithNative();
    await afpools(["submit", "-", "--pool", "native:/fx"], JSON.stringify(aJob("sim")));
    const { out } = await afpools(["job", "list", "--json"]);
    expect(JSON.parse(out)).toMatchObject([
      { name: "shot" },
      { name: "sim", pool: "native:/fx", enforcement: "native", hosts: 2, status: "following" },
    ]);
  });
});
