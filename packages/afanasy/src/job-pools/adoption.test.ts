import { type Pool, poolHost } from "@afpools/core";
import { expect, it } from "vitest";
import { adoptionOf } from "./adoption.js";
import type { PoolTag } from "./pool-tag.js";

const ids = {
  gpu: "65f000000000000000000001",
  nuke: "65f000000000000000000002",
  other: "65f0000000000000000000ff",
};

const pool = (name: string, id: string): Pool => ({
  id,
  name,
  description: "",
  hosts: [poolHost("pc-1")],
  rules: [],
  revision: 1,
  changedBy: "anna",
  changedAt: "2026-01-02T03:04:05.000Z",
});

const tag = (more: Partial<PoolTag> = {}): PoolTag => ({
  expression: "gpu + nuke",
  pools: { gpu: ids.gpu, nuke: ids.nuke },
  enforcement: "mask",
  own: {},
  ...more,
});

it("puts an orphan on pools of the same names, the others by their names of now", () => {
  const pools = [pool("GPU", ids.other), pool("comp", ids.nuke)];
  expect(adoptionOf(tag({ form: "exclude", restartStrays: true }), pools)).toEqual({
    expression: "GPU + comp",
    enforcement: "mask",
    form: "exclude",
    restartStrays: true,
  });
});

it("offers nothing where a name is not there, or the pools are", () => {
  expect(adoptionOf(tag(), [pool("gpu", ids.other)])).toBeUndefined();
  expect(adoptionOf(tag(), [pool("gpu", ids.gpu), pool("nuke", ids.nuke)])).toBeUndefined();
});
