import { compileMask } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { FarmRig } from "../testing/farm-rig.js";

const anna = { name: "anna", origin: "test" };
const job = (name: string, more: object = {}) => ({
  name,
  user_name: "alice",
  blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 50, command: "sleep 60" }],
  ...more,
});

describe("many jobs on a pool", () => {
  it("changes 1,000 jobs in one second of afserver when a pool of 500 hosts changes", async () => {
    const rig = await FarmRig.start();
    const names = Array.from({ length: 2_000 }, (_, index) => `pc-${String(index).padStart(4, "0")}`);
    for (const name of names) rig.farm.startRender({ name });
    for (const render of rig.farm.renders.values()) render.paused = true;
    await rig.service.create({ name: "big", hosts: names.slice(0, 500) }, anna);
    for (let count = 0; count < 1_000; count += 1) rig.submit(job(`shot-${count}`), "big");
    const { reconciler, afserver } = rig.startServer();
    await rig.until(
      () => reconciler.status.following.state === "active" && afserver.pooledJobs.current.length === 1_000,
      "all is known",
    );
    await rig.service.update(
      "big",
      { removeHosts: names.slice(0, 250), addHosts: names.slice(500, 750) },
      anna,
    );
    const before = { ...rig.simulated.traffic };
    await rig.until(() => rig.simulated.waitingActions === 1, "the masks are on their way", true);
    rig.simulated.turn();
    const masks = new Set(Array.from({ length: 1_000 }, (_, count) => rig.maskOf(`shot-${count}`)));
    expect(masks).toEqual(new Set([compileMask(names.slice(250, 750))]));
    expect(rig.simulated.traffic.connections - before.connections).toBeLessThan(20);
  }, 60_000);

  it("changes 1,000 jobs with masks of their own within two cycles of afserver", async () => {
    const rig = await FarmRig.start();
    const desk = rig.farm.startRender({ name: "ws-1" });
    const names = Array.from({ length: 50 }, (_, index) => `pc-${index}`);
    await rig.service.create({ name: "big", hosts: names }, anna);
    const pairs = names.flatMap((name, index) => names.slice(index + 1).map((other) => `${name}|${other}`));
    const masks = pairs.slice(0, 1_000);
    for (const mask of masks) {
      rig.submit(job(mask, { hosts_mask: `${mask}|ws-1`, hosts_mask_type: "regex" }), "big");
    }
    const { reconciler, afserver } = rig.startServer();
    await rig.until(
      () => reconciler.status.following.state === "active" && afserver.pooledJobs.current.length === 1_000,
      "all is known",
    );
    await rig.service.update("big", { addHosts: ["ws-1"] }, anna);
    const jobs = [...rig.farm.jobs.values()].filter(({ name }) => name.startsWith("pc-"));
    const isRight = () => jobs.every(({ work }) => work.admits(desk));
    let [cycles, quiet] = [0, 0];
    while (!isRight()) {
      const before = rig.simulated.waitingActions;
      await rig.pass(1, true);
      quiet = before > 0 && rig.simulated.waitingActions === before ? quiet + 1 : 0;
      // When no more actions arrive, afserver's next second begins.
      if (quiet < 25) continue;
      rig.simulated.turn();
      [cycles, quiet] = [cycles + 1, 0];
    }
    expect(cycles).toBeLessThanOrEqual(2);
    await rig.until(() => reconciler.status.jobsCorrected === 1_000, "they are counted");
  }, 120_000);
});
