import { Farm } from "@afpools/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Job } from "../model/job.js";
import { JobReaches, jobReaches } from "./job-reach.js";

const renders = ["pc-1", "pc-2", "ws-1"].map((name, id) => ({ name, id, state: new Set(["ONL"]) }));
const farm = new Farm(renders.map(({ name }) => ({ name, online: name !== "pc-2" })));
const side = { renders, nativePools: [], farm };
const aJob = (serial: number, members: Partial<Job>): Job => ({
  id: serial,
  serial,
  name: `job ${serial}`,
  state: new Set(["RDY"]),
  blocks: [],
  ...members,
});

it("counts the hosts that a job lets in as it is now, and those online", () => {
  const jobs = [
    aJob(1, {}),
    aJob(2, { hosts_mask: "pc-.*", hosts_mask_type: "regex" }),
    aJob(3, { hosts_mask_exclude: "pc" }),
    aJob(4, { need_properties: "fast" }),
  ];
  expect([...jobReaches(jobs, side)]).toEqual([
    [1, { hosts: 3, online: 2 }],
    [2, { hosts: 2, online: 1 }],
    [3, { hosts: 1, online: 1 }],
    [4, { hosts: 0, online: 0 }],
  ]);
});

it("does not guess for a mask that afserver reads in an uncertain way", () => {
  const uncertain = aJob(1, { hosts_mask: "(a*)*b\\1", hosts_mask_type: "regex" });
  expect(jobReaches([uncertain], side).has(1)).toBe(false);
});

it("is the same worked out again and again as worked out once, whatever changes", () => {
  const names = ["pc-1", "pc-2", "pc-10", "ws-1", "ws-2"];
  const arbitraryFarm = fc
    .record({
      here: fc.subarray(names),
      online: fc.subarray(names),
      fast: fc.subarray(names),
      fx: fc.subarray(names),
      dialect: fc.constantFrom("3.4" as const, "3.3" as const),
    })
    .map(({ here, online, fast, fx, dialect }) => ({
      renders: here.map((name, id) => ({
        name,
        id,
        state: new Set(["ONL"]),
        pool: fx.includes(name) ? "/fx" : "/",
        properties_host: fast.includes(name) ? "fast" : "",
      })),
      nativePools: [],
      farm: new Farm(here.map((name) => ({ name, online: online.includes(name) }))),
      dialect,
    }));
  const restrictions: Partial<Job>[] = [
    {},
    { hosts_mask: "pc" },
    { hosts_mask: "pc-.*", hosts_mask_type: "regex" },
    { hosts_mask_exclude: "pc-1" },
    { need_properties: "fast" },
    { pools: { "/fx": 100 } },
    { hosts_mask: "(a*)*b\\1", hosts_mask_type: "regex" },
  ];
  const arbitraryJobs = fc
    .subarray(restrictions)
    .map((some) => some.map((members, index) => aJob(index, members)));
  fc.assert(
    fc.property(fc.array(fc.tuple(arbitraryJobs, arbitraryFarm), { maxLength: 8 }), (steps) => {
      const reaches = new JobReaches();
      for (const [jobs, farmNow] of steps) {
        const work = reaches.steps(jobs, farmNow);
        let step = work.next();
        while (!step.done) step = work.next();
        expect(step.value).toEqual(jobReaches(jobs, farmNow));
      }
    }),
  );
});

it("lets go after some hundred hosts that were asked for", () => {
  const many = Array.from({ length: 15_000 }, (_, id) => ({ name: `pc-${id}`, id, state: new Set(["ONL"]) }));
  const wide = {
    renders: many,
    nativePools: [],
    farm: new Farm(many.map(({ name }) => ({ name, online: true }))),
  };
  const jobs = [1, 2, 3, 4].map((serial) => aJob(serial, { hosts_mask: `pc-${serial}` }));
  const work = new JobReaches().steps(jobs, wide);
  let steps = 0;
  while (!work.next().done) steps += 1;
  expect(steps).toBeGreaterThanOrEqual((4 * 15_000) / 200);
});

it("gives up on a job whose masks cost too much, and goes on with the others", () => {
  const alternatives = Array.from({ length: 6_000 }, (_, index) => `p.*${index}.*x`).join("|");
  const costly = aJob(1, { hosts_mask: alternatives, hosts_mask_type: "regex" });
  const nested = aJob(2, {
    hosts_mask: `${".*(?=".repeat(300)}1${")".repeat(300)}.*`,
    hosts_mask_type: "regex",
  });
  const names = Array.from({ length: 2_000 }, (_, id) => `pc-${id}`);
  const wide = {
    renders: names.map((name, id) => ({ name, id, state: new Set(["ONL"]) })),
    nativePools: [],
    farm: new Farm(names.map((name) => ({ name, online: true }))),
  };
  const reaches = jobReaches([costly, nested, aJob(3, { hosts_mask: "pc-7" })], wide);
  expect([...reaches.keys()]).toEqual([2, 3]);
  expect(reaches.get(3)).toEqual({ hosts: 111, online: 111 });
});
