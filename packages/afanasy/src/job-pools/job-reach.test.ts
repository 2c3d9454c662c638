import { Farm } from "@afpools/core";
import fc from "fast-check";
import { expect, it } from "vitest";
import type { Job } from "../model/job.js";
import { releaseOf } from "../releases/release.js";
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
    [1, { count: { hosts: 3, online: 2 } }],
    [2, { count: { hosts: 2, online: 1 } }],
    [3, { count: { hosts: 1, online: 1 } }],
    [4, { count: { hosts: 0, online: 0 } }],
  ]);
});

it("does not guess for a mask that afserver reads in an uncertain way", () => {
  const uncertain = aJob(1, { hosts_mask: "(a*)*b\\1", hosts_mask_type: "regex" });
  const needy = aJob(2, { need_memory: 1 });
  expect([...jobReaches([uncertain, needy], side)]).toEqual([
    [1, {}],
    [2, {}],
  ]);
});

it("is the same worked out again and again as worked out once, whatever changes", () => {
  const names = ["pc-1", "pc-2", "pc-10", "ws-1", "ws-2"];
  const arbitraryFarm = fc
    .record({
      here: fc.subarray(names),
      online: fc.subarray(names),
      fast: fc.subarray(names),
      fx: fc.subarray(names),
      paused: fc.subarray(names),
      memory: fc.constantFrom(512, 2048),
      service: fc.constantFrom("blender", "nuke"),
      mask: fc.constantFrom("", "pc", "ws"),
      release: fc.constantFrom("3.4.1", "3.3.1"),
    })
    .map(({ here, online, fast, fx, paused, memory, service, mask, release }) => ({
      renders: here.map((name, id) => ({
        name,
        id,
        state: new Set(paused.includes(name) ? ["ONL", "PAU"] : ["ONL"]),
        pool: fx.includes(name) ? "/fx" : "/",
        properties_host: fast.includes(name) ? "fast" : "",
      })),
      nativePools: [
        { name: "/", id: 1, capacity_host: 1100, max_tasks_host: 4 },
        { name: "/fx", id: 2, parent: "/", services: [service] },
      ],
      branches: [{ name: "/", id: 1, solve_jobs: true, hosts_mask: mask }],
      resources: new Map(here.map((_, id) => [id, { mem_total_mb: memory, mem_free_mb: 256 }])),
      farm: new Farm(here.map((name) => ({ name, online: online.includes(name) }))),
      release: releaseOf(release),
    }));
  const restrictions: Partial<Job>[] = [
    {},
    { hosts_mask: "pc" },
    { hosts_mask: "pc-.*", hosts_mask_type: "regex" },
    { hosts_mask_exclude: "pc-1" },
    { need_properties: "fast" },
    { pools: { "/fx": 100 } },
    { need_memory: 1024 },
    { blocks: [{ name: "a", block_num: 0, service: "nuke", hosts_mask_exclude: "pc-2" }] },
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
  expect([...reaches].filter(([, { count }]) => count).map(([serial]) => serial)).toEqual([2, 3]);
  expect(reaches.get(3)).toEqual({ count: { hosts: 111, online: 111 } });
});

it("tells what stops a job on all hosts at the moment", () => {
  const branches = [
    { name: "/", id: 1, solve_jobs: true },
    { name: "/film", id: 2, paused: true },
  ];
  const block = { name: "b", block_num: 0, state: new Set(["RDY"]) };
  const jobs = [
    aJob(1, { branch: "/film" }),
    aJob(2, { state: new Set(["OFF", "RDY"]) }),
    aJob(3, { max_running_tasks: 2, running_tasks_num: 2 }),
    aJob(4, { blocks: [{ ...block, max_running_tasks: 1, running_tasks_counter: 1 }, block] }),
    aJob(5, { blocks: [{ ...block, state: new Set(["WDP"]), depend_mask: "a" }] }),
    aJob(6, { hosts_mask: "nobody" }),
  ];
  const reaches = jobReaches(jobs, { ...side, branches });
  expect(jobs.map(({ serial }) => reaches.get(serial)?.stop?.text)).toEqual([
    "The branch /film is paused.",
    "The job is paused.",
    "The job runs 2 of at most 2 tasks.",
    undefined,
    'The block "b" waits for the block "a".',
    undefined,
  ]);
});
