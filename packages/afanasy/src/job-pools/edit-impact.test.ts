import { Farm, type Pool } from "@afpools/core";
import { expect, it } from "vitest";
import type { Job } from "../model/job.js";
import { aPool } from "../testing/a-pool.js";
import { applyPool } from "./apply-pool.js";
import { editImpact } from "./edit-impact.js";
import { pooledJob } from "./pooled-job.js";

const [gpu, nuke] = [aPool(1, "gpu", ["pc-1", "pc-2"]), aPool(2, "nuke", ["pc-3"])];
const farm = new Farm(["pc-1", "pc-2", "pc-3"].map((name) => ({ name, online: true })));
const context = { pools: [gpu, nuke], farm };

function aJob(serial: number, expression: string, state = "RDY", change: object = {}) {
  const draft = applyPool({ name: `job ${serial}`, blocks: [{ name: "b" }] }, expression, context).job;
  const blocks = draft.blocks.map((block, block_num) => ({ ...block, block_num }));
  const job = pooledJob({ ...draft, ...change, id: serial, serial, state: new Set([state]), blocks } as Job);
  if (!job) throw new Error("The job is on no pool.");
  return job;
}

const jobs = [
  aJob(1, "gpu"),
  aJob(2, "nuke"),
  aJob(3, "gpu + nuke"),
  aJob(4, "gpu", "DON"),
  aJob(5, "gpu", "RUN", { hosts_mask: "by-hand" }),
  aJob(6, "gpu - host:pc-1"),
];
const impactOf = (...pools: readonly Pool[]) =>
  editImpact(jobs, context, pools).map(({ pooled, after, gained, lost }) => [
    pooled.job.serial,
    after.kind,
    gained,
    lost,
  ]);

it("names the unfinished jobs that get other hosts, and which", () => {
  expect(impactOf(aPool(1, "gpu", ["pc-2", "pc-3"]), nuke)).toEqual([
    [1, "following", ["pc-3"], ["pc-1"]],
    [3, "following", [], ["pc-1"]],
    [6, "following", ["pc-3"], []],
  ]);
});

it("tells which are left with no host", () => {
  expect(impactOf(aPool(1, "gpu", ["pc-1"]), nuke)).toEqual([
    [1, "following", [], ["pc-2"]],
    [3, "following", [], ["pc-2"]],
    [6, "empty", [], ["pc-2"]],
  ]);
});

it("tells which keep their last mask without the pool", () => {
  expect(impactOf(nuke)).toEqual([
    [1, "orphan", [], []],
    [3, "orphan", [], []],
    [6, "orphan", [], []],
  ]);
});

it("is nothing for a new name and for a pool that no job is on", () => {
  expect(impactOf({ ...gpu, name: "graphics" }, nuke, aPool(3, "other", ["pc-1"]))).toEqual([]);
});
