import { Farm, type Pool, poolHost } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryFields } from "../testing/arbitrary-jobs.js";
import { readBlockTag } from "./block-data.js";
import { judgeJob } from "./judge-job.js";
import { type PlaceRequest, placeJob } from "./place-job.js";
import type { PoolContext } from "./plan-job.js";
import { type PoolFields, type PoolFieldsChange, poolFieldsOf } from "./pool-fields.js";
import type { PoolTag } from "./pool-tag.js";

const aPool = (number: number, name: string, ...hosts: readonly string[]): Pool => ({
  id: number.toString(16).padStart(24, "0"),
  name,
  description: "",
  hosts: hosts.map(poolHost),
  rules: [],
  revision: 1,
  changedBy: "",
  changedAt: "",
});
const gpu = aPool(1, "gpu", "pc-1", "pc-2");
const nuke = aPool(2, "nuke", "pc-2", "pc-3");
const farm = new Farm(["pc-1", "pc-2", "pc-3"].map((name) => ({ name, online: true })));
const context: PoolContext = { pools: [gpu, nuke], farm };
const job = poolFieldsOf({ blocks: [{ hosts_mask: "pc", custom_data: "studio's" }, {}] });

const tagOf = (fields: PoolFields): PoolTag => {
  const tag = readBlockTag(fields.blocks[0]?.custom_data ?? "")?.job;
  if (!tag) throw new Error("The job has no tag.");
  return tag;
};
const judge = (fields: PoolFields, where: PoolContext = context) => judgeJob(fields, tagOf(fields), where);
const place = (expression: string, request: PlaceRequest = {}, from: PoolFields = job) =>
  placeJob(from, expression, request, context).fields;

/** As afserver has it after these changes. */
function corrected(fields: PoolFields, change: PoolFieldsChange | undefined): PoolFields {
  const blocks = fields.blocks.map((block, number) => ({
    ...block,
    ...change?.blocks.find((of) => of.number === number)?.change,
  }));
  return { ...fields, ...(change?.job as Partial<PoolFields>), blocks };
}

describe("judgeJob", () => {
  it.each(["mask", "property"] as const)(
    "has nothing to correct on a job that was just placed (%s)",
    (enforcement) => {
      for (const expression of ["gpu", "gpu + nuke", "gpu - nuke"]) {
        expect(judge(place(expression, { enforcement }))).toMatchObject({ kind: "following" });
        expect(judge(place(expression, { enforcement }))).not.toHaveProperty("correction");
      }
    },
  );

  it("follows its pool's hosts, and says so in the tag before and after", () => {
    const fields = place("gpu");
    const [before] = tagOf(fields).written;
    const where = { ...context, pools: [aPool(1, "gpu", "pc-3"), nuke] };
    const standing = judge(fields, where);
    expect(standing).toMatchObject({
      kind: "following",
      correction: { job: { hosts_mask: "pc-3" }, blocks: [{ number: 0 }] },
    });
    const change = "correction" in standing ? standing.correction : undefined;
    const after = corrected(fields, change);
    expect(tagOf(after).written).toEqual([expect.any(String), before]);
    expect(judge(after, where)).not.toHaveProperty("correction");
    // A server that dies between tag and mask leaves a mask that is still known as the pool's.
    const half = corrected(fields, change && { ...change, job: {} });
    expect(judge(half, where)).toMatchObject({
      kind: "following",
      correction: { job: { hosts_mask: "pc-3" }, blocks: [] },
    });
  });

  it("follows a rename, by the annotation alone", () => {
    const renamed = { ...context, pools: [{ ...gpu, name: "cards" }, nuke] };
    const fields = place("gpu - nuke", {}, { ...job, annotation: "take 3" });
    const standing = judge(fields, renamed);
    expect(standing).toMatchObject({ correction: { job: { annotation: "take 3; pool: cards - nuke" } } });
    const after = corrected(fields, "correction" in standing ? standing.correction : undefined);
    expect(after.hosts_mask).toBe(fields.hosts_mask);
    expect(judge(after, renamed)).not.toHaveProperty("correction");
    expect(tagOf(after).expression).toBe("cards - nuke");
  });

  it("is not deceived by another pool that takes the name", () => {
    const swapped = {
      ...context,
      pools: [
        { ...gpu, name: "old" },
        { ...nuke, name: "gpu" },
      ],
    };
    expect(judge(place("gpu"), swapped)).toMatchObject({ correction: { job: { annotation: "pool: old" } } });
  });

  it("leaves a job with a deleted pool as it is, and names the pool", () => {
    const gone = { ...context, pools: [nuke] };
    expect(judge(place("gpu + nuke"), gone)).toEqual({ kind: "orphan", missing: ["gpu"] });
  });

  it("leaves a mask that a person wrote alone", () => {
    for (const hand of ["pc-3", "", "pc-1|pc-2"]) {
      const byHand = { ...place("gpu"), hosts_mask: hand };
      expect(judge(byHand)).toEqual({ kind: "by-hand" });
      expect(judge(byHand, { ...context, pools: [nuke] })).toEqual({ kind: "by-hand" });
      expect(judge(byHand, { ...context, pools: [{ ...gpu, hosts: [] }, nuke] })).toEqual({
        kind: "by-hand",
      });
    }
    expect(judge({ ...place("gpu"), hosts_mask_type: "find" })).toEqual({ kind: "by-hand" });
    expect(judge({ ...place("gpu", { enforcement: "property" }), need_properties: "[fx]" })).toEqual({
      kind: "by-hand",
    });
  });

  it("takes a mask for its own that is what the pool means, whoever wrote it", () => {
    const where = { ...context, pools: [aPool(1, "gpu", "pc-3"), nuke] };
    const standing = judge({ ...place("gpu"), hosts_mask: "pc-3" }, where);
    expect(standing).toMatchObject({ kind: "following", correction: { job: {}, blocks: [{ number: 0 }] } });
  });

  it("takes another exclude mask for the job's own, and goes on following", () => {
    const fields = { ...place("gpu"), hosts_mask_exclude: "pc-2" };
    const standing = judge(fields);
    expect(standing).toMatchObject({ kind: "following", plan: { hosts: ["pc-1"] }, correction: { job: {} } });
    const after = corrected(fields, "correction" in standing ? standing.correction : undefined);
    expect(after).toMatchObject({ hosts_mask_exclude: "pc-2", hosts_mask: "pc-[12]" });
    expect(tagOf(after).own.hosts_mask_exclude).toBe("pc-2");
    expect(judge(after)).not.toHaveProperty("correction");
  });

  it("lets nobody in while a pool has no host, and the pool's hosts again afterwards", () => {
    const empty = { ...context, pools: [{ ...gpu, hosts: [] }, nuke] };
    const fields = place("gpu");
    const standing = judge(fields, empty);
    expect(standing).toMatchObject({
      kind: "empty",
      error: { code: "MASK_EMPTY" },
      correction: { job: { hosts_mask: "(the pool is empty)" } },
    });
    const closed = corrected(fields, "correction" in standing ? standing.correction : undefined);
    expect(judge(closed, empty)).not.toHaveProperty("correction");
    expect(judge(closed)).toMatchObject({
      kind: "following",
      correction: { job: { hosts_mask: "pc-[12]" } },
    });
    const property = place("gpu", { enforcement: "property" });
    expect(judge(property, empty)).toMatchObject({ kind: "empty" });
    expect(judge(property, empty)).not.toHaveProperty("correction");
  });

  it("keeps the last mask where what is meant cannot be said", () => {
    const fields = { ...place("gpu"), hosts_mask_exclude: "(pc" };
    expect(judge(fields)).toMatchObject({ kind: "stuck", error: { code: "MASK_UNREADABLE" } });
  });

  it("moves from one of Afanasy's own pools to a mask when Afanasy would let in more", () => {
    const native = new Farm(["fx-1", "fx-2"].map((name) => ({ name, online: true, nativePool: "/fx" })));
    const where = { pools: [], farm: native };
    const { fields } = placeJob(job, "native:/fx", {}, where);
    expect(judge(fields, where)).not.toHaveProperty("correction");
    const rival = { ...where, nativePools: ["/", "/fx", "/fx2"] };
    const standing = judge(fields, rival);
    expect(standing).toMatchObject({ correction: { job: { hosts_mask: "fx-[12]", pools: {} } } });
    const after = corrected(fields, "correction" in standing ? standing.correction : undefined);
    expect(judge(after, rival)).not.toHaveProperty("correction");
    expect(judge(after, where)).toMatchObject({ kind: "following" });
  });

  it("comes to rest after one correction, whatever the job and however its pools change", () => {
    const hosts = fc.subarray(["pc-1", "pc-2", "pc-10", "PC-3", "ws-7", "late"]);
    const contexts = fc
      .tuple(hosts, hosts)
      .map(([a, b]) => ({ farm, pools: [aPool(1, "gpu", ...a), aPool(2, "nuke", ...b)] }));
    fc.assert(
      fc.property(
        arbitraryFields,
        fc.constantFrom("gpu", "nuke - gpu", "gpu + nuke"),
        fc.constantFrom<("mask" | "property")[]>("mask", "property"),
        fc.array(contexts, { minLength: 1, maxLength: 4 }),
        (own, expression, enforcement, then) => {
          let fields: PoolFields;
          try {
            fields = placeJob(own, expression, { enforcement }, context).fields;
          } catch (error) {
            expect(error).toMatchObject({ code: "MASK_EMPTY" });
            return;
          }
          for (const where of then) {
            const standing = judge(fields, where);
            expect(["following", "empty"]).toContain(standing.kind);
            fields = corrected(fields, "correction" in standing ? standing.correction : undefined);
            expect(judge(fields, where)).not.toHaveProperty("correction");
          }
        },
      ),
      { numRuns: 500 },
    );
  });
});
