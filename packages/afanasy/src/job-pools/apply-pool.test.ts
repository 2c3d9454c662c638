import { Farm, poolHost } from "@afpools/core";
import { describe, expect, it } from "vitest";
import type { JobDraft } from "../client/changes.js";
import { applyPool, removePool } from "./apply-pool.js";

const pools = [
  {
    id: "65a000000000000000000001",
    name: "gpu",
    description: "",
    hosts: ["pc-01", "pc-03"].map(poolHost),
    rules: [],
    revision: 1,
    changedBy: "",
    changedAt: "",
  },
];
const farm = new Farm(["pc-01", "pc-02", "pc-03"].map((name) => ({ name, online: name !== "pc-03" })));
const context = { pools, farm };
const job: JobDraft = {
  name: "shot",
  priority: 99,
  files: ["a"],
  blocks: [
    { name: "render", service: "blender", command: "blender -b", custom_data: '{"shot":"010"}' },
    { name: "movie", hosts_mask: "pc-01" },
  ],
};

describe("applyPool", () => {
  it("gives the job as it is to be sent, and leaves the given one", () => {
    const before = structuredClone(job);
    const { job: placed, plan } = applyPool(job, "gpu", context);
    expect(job).toEqual(before);
    expect(placed).toEqual({
      ...job,
      hosts_mask: expect.stringMatching(/^pc-0\[13\]\|#[0-9a-f]{8}$/),
      hosts_mask_type: "regex",
      annotation: "pool: gpu",
      description: expect.stringMatching(/^afpools:1\?on=gpu&/),
      blocks: [job.blocks[0], { name: "movie", hosts_mask: ",pc-01,|(pc-01).*" }],
    });
    expect(plan).toMatchObject({ hosts: ["pc-01", "pc-03"], online: 1, warnings: [] });
  });

  it("is taken back by removePool", () => {
    const { job: placed } = applyPool(job, "gpu", context);
    expect(removePool(placed)).toEqual({
      ...job,
      hosts_mask: "",
      hosts_mask_type: "find",
      annotation: "",
      description: "",
      blocks: job.blocks,
    });
    expect(removePool(job)).toEqual(job);
  });

  it("goes by the user's type where the job says none", () => {
    const own = { ...job, hosts_mask: "pc-0.", blocks: [{ name: "b" }] };
    expect(() => applyPool(own, "gpu", context)).toThrow(expect.objectContaining({ code: "MASK_EMPTY" }));
    expect(applyPool(own, "gpu", context, { userMaskType: "regex" }).job.hosts_mask).toMatch(
      /^pc-0\[13\]\|#/,
    );
  });

  it.each([
    [{ ...job, hosts_mask: 7 }, "hosts_mask"],
    [{ ...job, hosts_mask_type: "REGEX" }, "hosts_mask_type"],
    [{ ...job, pools: ["/fx"] }, "pools"],
    [{ ...job, blocks: [] }, "blocks"],
    [{ ...job, blocks: [{ name: "b", hosts_mask: null }] }, "blocks.0.hosts_mask"],
    [{ name: "none" }, "blocks"],
  ])("refuses what afserver would take for something else: %o", (draft, member) => {
    expect(() => applyPool(draft as unknown as JobDraft, "gpu", context)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", details: { member } }),
    );
  });
});
