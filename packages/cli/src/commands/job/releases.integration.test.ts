import { knownReleases } from "@afpools/afanasy/internal";
import { describe, expect, it } from "vitest";
import { aJob, withAfserver } from "../../testing/afserver.js";
import { commandLine } from "../../testing/command-line.js";

describe.each(knownReleases)("with an afserver %s", (release) => {
  async function farm() {
    const afpools = commandLine();
    const { simulated } = await withAfserver(afpools, ["pc-1", "pc-2", "ws-1"], release);
    await afpools(["pool", "create", "gpu", "pc-1", "pc-2"]);
    await afpools(["pool", "create", "ws", "ws-1"]);
    const jobs = async () => JSON.parse((await afpools(["job", "list", "--json"])).out);
    return { afpools, simulated, jobs };
  }

  it("a job is sent to a pool, listed, explained, moved, and taken off; a restart loses nothing of it", async () => {
    const { afpools, simulated, jobs } = await farm();
    const sent = await afpools(["submit", "-", "--pool", "gpu"], JSON.stringify(aJob("shot")));
    expect([sent.status, sent.out]).toEqual([
      0,
      'Job 2 "shot" is sent and renders on gpu: 2 hosts, 2 online.\n',
    ]);
    simulated.turn(2);
    expect([...new Set(simulated.farm.hostsOf("shot"))].sort()).toEqual(["pc-1", "pc-2"]);
    expect(await jobs()).toMatchObject([{ name: "shot", pool: "gpu", status: "following", hosts: 2 }]);

    await simulated.stop();
    await simulated.start();
    expect(await jobs()).toMatchObject([{ name: "shot", pool: "gpu", status: "following", hosts: 2 }]);
    const { status, out } = await afpools(["explain", "--job", "shot"]);
    expect(status).toBe(0);
    expect(out).toMatch(/pc-1/);

    expect((await afpools(["job", "pool", "shot", "ws"])).status).toBe(0);
    expect(await jobs()).toMatchObject([{ name: "shot", pool: "ws", hosts: 1 }]);
    expect((await afpools(["job", "pool", "shot", "--none"])).status).toBe(0);
    expect(simulated.farm.job("shot")?.work.include.text).toBe("");
  });

  it("Afanasy's own pools are listed, where there are some", async () => {
    const { afpools } = await farm();
    const { status, out } = await afpools(["pool", "list", "--native"]);
    expect(status).toBe(0);
    expect(out.includes("native:/")).toBe(release !== "2.3.1");
  });
});
