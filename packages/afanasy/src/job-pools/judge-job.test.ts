import { Farm, readMask } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { aPool } from "../testing/a-pool.js";
import { arbitraryFields } from "../testing/arbitrary-jobs.js";
import { type JobStatus, judgeJob } from "./judge-job.js";
import { type PlaceRequest, placeJob as placeJobWith } from "./place-job.js";
import { type PoolContext, planJobFields } from "./plan-job.js";
import { type PoolFields, poolFieldsOf } from "./pool-fields.js";
import { type PoolTag, readTag } from "./pool-tag.js";
import { takeOffPool } from "./take-off-pool.js";

const gpu = aPool(1, "gpu", ["pc-1", "pc-2"]);
const nuke = aPool(2, "nuke", ["pc-2", "pc-3"]);
const farm = new Farm(["pc-1", "pc-2", "pc-3"].map((name) => ({ name, online: true })));
const context: PoolContext = { pools: [gpu, nuke], farm };
const job = poolFieldsOf({ description: "for Ann", blocks: [{ hosts_mask: "pc" }, {}] });

const placeJob = (fields: PoolFields, expression: string, request: PlaceRequest, where: PoolContext) =>
  placeJobWith(fields, expression, request, where, planJobFields);
const tagOf = (fields: PoolFields): PoolTag => {
  const tag = readTag(fields.description);
  if (!tag) throw new Error("The job has no tag.");
  return tag;
};
const judge = (fields: PoolFields, where: PoolContext = context) => judgeJob(fields, tagOf(fields), where);
const place = (expression: string, request: PlaceRequest = {}, from: PoolFields = job) =>
  placeJob(from, expression, request, context).fields;

/** As afserver has it after what there was to correct. */
function corrected(fields: PoolFields, status: JobStatus): PoolFields {
  const change = "correction" in status ? status.correction : undefined;
  if (!change) return fields;
  const blocks = fields.blocks.map((block, number) => ({
    ...block,
    ...change.blocks.find((one) => one.number === number)?.change,
  }));
  return { ...fields, ...(change.job as Partial<PoolFields>), blocks };
}

const marked = (mask: string) =>
  expect.stringMatching(new RegExp(`^${mask.replace(/[[\]|#]/g, "\\$&")}\\|#[0-9a-f]{8}$`));

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

  it("follows its pool's hosts", () => {
    const fields = place("gpu");
    const where = { ...context, pools: [aPool(1, "gpu", ["pc-3"]), nuke] };
    const status = judge(fields, where);
    expect(status).toEqual({
      kind: "following",
      plan: expect.objectContaining({ hosts: ["pc-3"] }),
      correction: { job: { hosts_mask: marked("pc-3") }, blocks: [] },
    });
    expect(judge(corrected(fields, status), where)).not.toHaveProperty("correction");
  });

  it("gives jobs with other tags the same mask, so that they can be corrected together", () => {
    const where = { ...context, pools: [aPool(1, "gpu", ["pc-3"]), aPool(2, "nuke", ["pc-3"])] };
    const masks = ["gpu", "nuke", "gpu + nuke"].map((expression) => {
      const status = judge(place(expression, {}, { ...job, annotation: expression }), where);
      return "correction" in status ? status.correction : undefined;
    });
    expect(new Set(masks.map((mask) => JSON.stringify(mask))).size).toBe(1);
  });

  it("follows a rename: the annotation and the tag name the pool as it is called now", () => {
    const renamed = { ...context, pools: [{ ...gpu, name: "cards" }, nuke] };
    const fields = place("gpu - nuke", { restartStrays: true }, { ...job, annotation: "take 3" });
    expect(fields.annotation).toBe("take 3; pool: gpu - nuke (strays restart)");
    const status = judge(fields, renamed);
    expect(status).toMatchObject({
      correction: { job: { annotation: "take 3; pool: cards - nuke (strays restart)" } },
    });
    const after = corrected(fields, status);
    expect(tagOf(after)).toEqual({
      ...tagOf(fields),
      expression: "cards - nuke",
      pools: { cards: gpu.id, nuke: nuke.id },
    });
    expect(judge(after, renamed)).not.toHaveProperty("correction");
    expect(judge(after, { ...context, pools: [nuke] })).toEqual({ kind: "orphan", missing: ["cards"] });
  });

  it("does not put the pool's name back into an annotation from which a person took it", () => {
    const renamed = { ...context, pools: [{ ...gpu, name: "cards" }, nuke] };
    const fields = { ...place("gpu"), annotation: "mine" };
    const status = judge(fields, renamed);
    expect(status).toMatchObject({
      correction: { job: { description: expect.stringContaining("on=cards") } },
    });
    expect(corrected(fields, status).annotation).toBe("mine");
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

  it("leaves what a person wrote over the pool's alone, whatever becomes of the pool", () => {
    const [byMask, byProperty] = [place("gpu"), place("gpu", { enforcement: "property" })];
    const [, mark = ""] = byMask.hosts_mask.split("|");
    const hands: PoolFields[] = [
      ...["pc-3", "", "pc-[12]", "pc-1|pc-2", `pc-1|${mark}`, `x${byMask.hosts_mask}`, mark].map(
        (hosts_mask) => ({
          ...byMask,
          hosts_mask,
        }),
      ),
      { ...byMask, hosts_mask_type: "find" },
      { ...byProperty, need_properties: "[fx]" },
      { ...byProperty, need_properties: "" },
    ];
    for (const byHand of hands) {
      for (const pools of [context.pools, [nuke], [{ ...gpu, hosts: [] }, nuke]]) {
        expect(judge(byHand, { ...context, pools })).toEqual({ kind: "by-hand" });
      }
    }
  });

  it("takes another exclude mask for the job's own, and goes on following", () => {
    const fields = { ...place("gpu"), hosts_mask_exclude: "pc-2" };
    const status = judge(fields);
    expect(status).toMatchObject({ kind: "following", plan: { hosts: ["pc-1"] } });
    expect(status).not.toHaveProperty("correction");
    const where = { ...context, pools: [aPool(1, "gpu", ["pc-2", "pc-3"]), nuke] };
    expect(judge(fields, where)).toMatchObject({
      plan: { hosts: ["pc-3"] },
      correction: { job: { hosts_mask: marked("pc-[23]") } },
    });
  });

  it("lets nobody in while a pool has no host, and the pool's hosts again afterwards", () => {
    const empty = { ...context, pools: [{ ...gpu, hosts: [] }, nuke] };
    for (const form of ["include", "exclude", "find"] as const) {
      const fields = place("gpu", { form });
      const status = judge(fields, empty);
      expect(status).toMatchObject({ kind: "empty", error: { code: "MASK_EMPTY" } });
      const closed = corrected(fields, status);
      expect(closed.hosts_mask).toMatch(/^#the-pool-is-empty/);
      const reader = readMask(closed);
      expect(
        [...farm.hosts.map(({ name }) => name), "the", "pool", "is", "empty"].filter((name) =>
          reader.admits(name),
        ),
      ).toEqual([]);
      expect(judge(closed, empty)).not.toHaveProperty("correction");
      expect(corrected(closed, judge(closed))).toEqual(fields);
    }
    const property = place("gpu", { enforcement: "property" });
    expect(judge(property, empty)).toMatchObject({ kind: "empty" });
    expect(judge(property, empty)).not.toHaveProperty("correction");
  });

  it("keeps the last mask where what is meant cannot be said", () => {
    const fields = { ...place("gpu"), hosts_mask_exclude: "(pc" };
    expect(judge(fields)).toMatchObject({ kind: "stuck", error: { code: "MASK_UNREADABLE" } });
  });

  it("keeps out what Afanasy would take for a part of one of its own pools, when that comes", () => {
    const native = new Farm(["fx-1", "fx-2"].map((name) => ({ name, online: true, nativePool: "/fx" })));
    const where = { pools: [], farm: native };
    const { fields } = placeJob(job, "native:/fx", {}, where);
    expect(judge(fields, where)).not.toHaveProperty("correction");
    const rival = { ...where, nativePools: ["/", "/fx", "/fx2"] };
    const status = judge(fields, rival);
    expect(status).toMatchObject({ correction: { job: { pools: { "/fx": 100, "/fx2": -100 } } } });
    const after = corrected(fields, status);
    expect(judge(after, rival)).not.toHaveProperty("correction");
    expect(judge(after, where)).toMatchObject({ correction: { job: { pools: { "/fx": 100 } } } });
    expect(judge({ ...after, pools: { "/fx": 100, "/light": 50 } }, where)).toEqual({ kind: "by-hand" });
  });

  describe("where blocks were appended since the job was put on its pool", () => {
    it("makes masks of type find ones of either type, once", () => {
      const fields = place("gpu", {}, poolFieldsOf({ blocks: [{ hosts_mask: "pc-1" }] }));
      const appended = { hosts_mask: "pc-2|ws", hosts_mask_exclude: "", custom_data: "" };
      const longer = { ...fields, blocks: [...fields.blocks, appended] };
      const status = judge(longer);
      expect(status).toMatchObject({
        kind: "following",
        correction: {
          job: { hosts_mask_type: "regex", description: expect.stringContaining("blocks=2") },
          blocks: [{ number: 1, change: { hosts_mask: ",pc-2,,ws,|(pc-2|ws).*" } }],
        },
      });
      const after = corrected(longer, status);
      expect(judge(after)).not.toHaveProperty("correction");
      expect(takeOffPool(after).fields.blocks).toMatchObject([
        { hosts_mask: "pc-1" },
        { hosts_mask: "pc-2|ws" },
      ]);
    });

    it("sends the type of expressions again", () => {
      const own = poolFieldsOf({ hosts_mask_type: "regex", blocks: [{ hosts_mask: "pc-.*" }] });
      const fields = place("gpu", {}, own);
      const longer = {
        ...fields,
        blocks: [...fields.blocks, { ...fields.blocks[0], custom_data: "" } as never],
      };
      expect(judge(longer)).toMatchObject({ correction: { job: { hosts_mask_type: "regex" }, blocks: [] } });
    });
  });

  it("comes to rest after one correction, whatever the job and however its pools change", () => {
    const hosts = fc.subarray(["pc-1", "pc-2", "pc-10", "PC-3", "ws-7", "late"]);
    const contexts = fc
      .tuple(hosts, hosts)
      .map(([a, b]) => ({ farm, pools: [aPool(1, "gpu", a), aPool(2, "nuke", b)] }));
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
            const status = judge(fields, where);
            expect(["following", "empty"]).toContain(status.kind);
            fields = corrected(fields, status);
            expect(judge(fields, where)).not.toHaveProperty("correction");
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});
