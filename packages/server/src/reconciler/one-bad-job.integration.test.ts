import { AfpoolsError } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { FarmRig, type RigServer } from "../testing/farm-rig.js";

const anna = { name: "anna", origin: "test" };
const job = (name: string, more: object = {}) => ({
  name,
  user_name: "alice",
  blocks: [{ name: "render", flags: 1, frame_first: 1, frame_last: 50, command: "sleep 60" }],
  ...more,
});
const refusal = () => new AfpoolsError("AFSERVER_REFUSED", "afserver refused: no");

async function start() {
  const rig = await FarmRig.start();
  for (const name of ["pc-1", "pc-2", "pc-3"]) rig.farm.startRender({ name });
  const { pool } = await rig.service.create({ name: "gpu", hosts: ["pc-1", "pc-2"] }, anna);
  const tag = {
    version: 1,
    expression: "gpu",
    pools: { gpu: pool?.id },
    enforcement: "mask",
    own: {},
  };
  /** A job on the pool as versions before 1.0 put it there. */
  const registerLegacy = (name: string) => {
    const [block] = job("").blocks;
    const custom_data = JSON.stringify({ afpools: { job: tag } });
    rig.farm.register(job(name, { annotation: "pool: gpu", blocks: [{ ...block, custom_data }] }));
  };
  return { rig, registerLegacy };
}

const messages = ({ log }: RigServer) =>
  log.lines.flatMap(({ level, message, values: { name } }) =>
    level === "warn" && name !== undefined ? [[message, name]] : [],
  );

const descriptionOf = (rig: FarmRig, name: string) =>
  String(JSON.parse(rig.job(name).write(false)).description ?? "");

describe("a job", () => {
  it("whose mask afserver refuses is told, and others follow", async () => {
    const { rig } = await start();
    rig.submit(job("bad"), "gpu");
    rig.submit(job("good"), "gpu + host:pc-9");
    const server = rig.startServer();
    await rig.until(() => server.reconciler.status.following.state === "active", "jobs are followed");
    const { afserver } = server.afserver;
    const change = afserver.changeJobs.bind(afserver);
    afserver.changeJobs = async (jobs, ...rest) => {
      if (jobs.some(({ serial }) => serial === rig.job("bad").serial)) throw refusal();
      return change(jobs, ...rest);
    };
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.until(() => rig.maskOf("good") === "pc-[1-39]", "the other job follows");
    await rig.until(() => messages(server).length > 0, "it is told");
    expect(messages(server)).toEqual([["afserver did not update job masks", "bad"]]);
    expect(server.reconciler.status.following.state).toBe("active");
    afserver.changeJobs = change;
    await rig.until(() => rig.maskOf("bad") === "pc-[1-3]", "it is tried again");
  });

  it("whose tag cannot be moved is told, and those of others are", async () => {
    const { rig, registerLegacy } = await start();
    registerLegacy("bad");
    registerLegacy("good");
    rig.submit(job("new"), "gpu");
    const server = rig.startServer();
    const { afserver } = server.afserver;
    const change = afserver.changeJobs.bind(afserver);
    afserver.changeJobs = async (jobs, ...rest) => {
      if (jobs.some(({ serial }) => serial === rig.job("bad").serial)) throw refusal();
      return change(jobs, ...rest);
    };
    await rig.service.update("gpu", { addHosts: ["pc-3"] }, anna);
    await rig.until(() => /^afpools:1\?on=gpu/.test(descriptionOf(rig, "good")), "the other tag is moved");
    await rig.until(() => rig.maskOf("new") === "pc-[1-3]", "another job follows");
    expect(descriptionOf(rig, "bad")).toBe("");
    expect(messages(server)).toContainEqual(["failed to move a job tag of an earlier version", "bad"]);
    expect(server.reconciler.status.following.state).toBe("active");
  });

  it("that cannot be read is in the server's log and status, and others follow", async () => {
    const { rig, registerLegacy } = await start();
    registerLegacy("bad");
    registerLegacy("good");
    const server = rig.startServer();
    const { afserver } = server.afserver;
    const read = afserver.jobInDetail.bind(afserver);
    afserver.jobInDetail = async (wanted, ...rest) => {
      if (wanted.serial === rig.job("bad").serial) throw refusal();
      return read(wanted, ...rest);
    };
    await rig.until(() => /^afpools:1\?on=gpu/.test(descriptionOf(rig, "good")), "the other tag is moved");
    expect(server.afserver.unreadable).toMatchObject([
      { type: "jobs", name: "bad", reason: refusal().message },
    ]);
    expect(messages(server)).toEqual([["failed to read a job from afserver", "bad"]]);
  });

  it("whose tasks cannot be restarted is told, and those of others are", async () => {
    const { rig } = await start();
    rig.farm.startRender({ name: "pc-4" });
    await rig.service.create({ name: "nuke", hosts: ["pc-3"] }, anna);
    rig.submit(job("bad"), "gpu", { restartStrays: true });
    rig.submit(job("good"), "nuke", { restartStrays: true });
    const server = rig.startServer();
    const { afserver } = server.afserver;
    await rig.until(() => rig.farm.hostsOf("bad").length + rig.farm.hostsOf("good").length === 3, "they run");
    const restart = afserver.restartTasks.bind(afserver);
    afserver.restartTasks = async (wanted, ...rest) => {
      if (wanted.serial === rig.job("bad").serial) throw refusal();
      return restart(wanted, ...rest);
    };
    await rig.service.batch(
      [
        { kind: "update", pool: "gpu", edit: { removeHosts: ["pc-1"] } },
        { kind: "update", pool: "nuke", edit: { removeHosts: ["pc-3"], addHosts: ["pc-4"] } },
      ],
      anna,
    );
    await rig.until(() => rig.farm.hostsOf("good").join() === "pc-4", "the other job's task is moved");
    expect(messages(server)).toEqual([["failed to restart tasks outside their pool", "bad"]]);
    expect(server.reconciler.status.following.state).toBe("active");
  });
});
