import { Farm } from "@afpools/core";
import { expect, it } from "vitest";
import type { Job } from "../model/job.js";
import { jobReaches } from "./job-reach.js";

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
