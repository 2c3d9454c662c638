import { describe, expect, it } from "vitest";
import type { Job } from "../model/job.js";
import { parsePoolDuty, unpooledSubmitters } from "./unpooled-jobs.js";

const job = (serial: number, more: Partial<Job> = {}): Job =>
  ({
    id: serial,
    serial,
    name: `job ${serial}`,
    state: new Set(["RDY"]),
    user_name: "anna",
    host_name: "ws-1",
    blocks: [],
    ...more,
  }) as unknown as Job;

describe("whose jobs have to be on a pool", () => {
  const names = (text: string) =>
    [
      { user_name: "anna", host_name: "ws-1" },
      { user_name: "ben", host_name: "WS-2" },
      { user_name: "carol", host_name: "lt-1" },
    ]
      .filter(parsePoolDuty(text))
      .map(({ user_name }) => user_name);

  it.each([
    ["", []],
    ["user:anna", ["anna"]],
    ["host:ws-*", ["anna", "ben"]],
    ["user:c*, host:ws-2", ["ben", "carol"]],
  ])("%j", (text, expected) => {
    expect(names(text)).toEqual(expected);
  });

  it.each(["anna", "team:fx", "user:", "user:a b", "host:[x]"])("%j is refused", (text) => {
    expect(() => parsePoolDuty(text)).toThrow();
  });
});

describe("who has jobs on no pool although they have to be on one", () => {
  const everybody = parsePoolDuty("user:*");
  const found = (jobs: readonly Job[], pooled: readonly number[] = []) =>
    unpooledSubmitters(jobs, everybody, new Set(pooled));

  it("is listed once, with how many and the newest", () => {
    expect(found([job(3), job(1), job(2, { user_name: "ben" }), job(4)], [4])).toEqual([
      { user: "anna", host: "ws-1", jobs: 2, latest: { id: 3, serial: 3, name: "job 3" } },
      { user: "ben", host: "ws-1", jobs: 1, latest: { id: 2, serial: 2, name: "job 2" } },
    ]);
  });

  it("has no finished job, none on a pool, no local render, and none of others", () => {
    expect(found([job(1, { state: new Set(["DON"]) })])).toEqual([]);
    expect(found([job(1)], [1])).toEqual([]);
    expect(found([job(1, { hosts_mask: "WS-1", host_name: "ws-1.studio.example" })])).toEqual([]);
    expect(unpooledSubmitters([job(1)], parsePoolDuty("user:ben"), new Set())).toEqual([]);
  });

  it("has jobs whose hosts mask asks for a pool, whoever sent them: the hook was missing", () => {
    const ofBlock = { blocks: [{}, { hosts_mask: "Pool=gpu" }] as unknown as Job["blocks"] };
    const jobs = [job(1, { hosts_mask: "pool=gpu" }), job(2, ofBlock), job(3, { hosts_mask: "whirlpool=" })];
    expect(unpooledSubmitters(jobs, parsePoolDuty(""), new Set())).toMatchObject([{ user: "anna", jobs: 2 }]);
  });
});
