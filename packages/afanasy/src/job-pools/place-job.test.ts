import { type Farm as AFarm, Farm, type MaskType, readMask } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { releaseOf } from "../releases/release.js";
import { knownReleases } from "../releases/release-table.js";
import { aPool } from "../testing/a-pool.js";
import { arbitraryFields } from "../testing/arbitrary-jobs.js";
import { type PlaceRequest, placeJob as placeJobWith } from "./place-job.js";
import { type PoolContext, planJob } from "./plan-job.js";
import { changeOfPoolFields, type PoolFields, poolFieldsOf } from "./pool-fields.js";
import { readTag } from "./pool-tag.js";
import { takeOffPool } from "./take-off-pool.js";

const names = ["pc-1", "pc-10", "pc-2", "PC-3", "lt.1", "ws-7", "node.a", "fx-1", "fx-2"];
const farm = new Farm(
  names.map((name) => ({ name, online: name !== "pc-2", nativePool: name.startsWith("fx") ? "/fx" : "/" })),
);
const pools = [
  aPool(1, "gpu", ["pc-1", "pc-10", "pc-3"], ["ws-*"]),
  aPool(2, "nuke", ["pc-10", "lt.1", "late-9"]),
  aPool(3, "empty", []),
];
const context = { pools, farm };
const job = poolFieldsOf({ blocks: [{}] });
const placeJob = (fields: PoolFields, expression: string, request: PlaceRequest, where: PoolContext) =>
  placeJobWith(fields, expression, request, where, planJob);

/** Whom a job's masks and those of one of its blocks let in, as afserver reads them. */
function admitted(
  fields: PoolFields,
  block: number,
  userType: MaskType = "find",
  of: AFarm = farm,
): string[] {
  const type = fields.hosts_mask_type ?? userType;
  const readers = [fields, fields.blocks[block] ?? fields].map(({ hosts_mask, hosts_mask_exclude }) =>
    readMask({ hosts_mask, hosts_mask_exclude, hosts_mask_type: type }),
  );
  return of.hosts.map(({ name }) => name).filter((name) => readers.every((reader) => reader.admits(name)));
}

describe("placeJob", () => {
  it("answers a hosts mask that asks for a pool: it lets nobody in, and was meant for Afanasy Pools", () => {
    const asking = poolFieldsOf({
      hosts_mask: "pool=gpu",
      blocks: [{ hosts_mask: "Pool=gpu" }, { hosts_mask: "pc" }],
    });
    const { fields } = placeJob(asking, "gpu", {}, context);
    expect([admitted(fields, 0), admitted(fields, 1)]).toEqual([
      ["pc-1", "PC-3", "pc-10", "ws-7"],
      ["pc-1", "pc-10"],
    ]);
    expect(takeOffPool(fields).fields.hosts_mask).toBe("");
  });

  it("writes mask, type, annotation and tag", () => {
    const { fields, plan } = placeJob(job, "gpu - host:pc-10", {}, context);
    expect(fields).toMatchObject({
      hosts_mask: expect.stringMatching(/^PC-3\|pc-1\|ws-7\|#[0-9a-f]{8}$/),
      hosts_mask_exclude: "",
      hosts_mask_type: "regex",
      annotation: "pool: gpu - host:pc-10",
    });
    expect(readTag(fields.description)).toEqual({
      expression: "gpu - host:pc-10",
      pools: { gpu: "000000000000000000000001" },
      enforcement: "mask",
      own: { hosts_mask_type: "find" },
      blocks: 1,
    });
    expect(plan).toMatchObject({
      enforcement: "mask",
      hosts: ["pc-1", "PC-3", "ws-7"],
      online: 3,
      exact: true,
    });
  });

  it("lets in exactly those that the pool and the job's own masks let in, block by block", () => {
    fc.assert(
      fc.property(
        arbitraryFields,
        fc.constantFrom("gpu", "nuke", "gpu + nuke", "* - nuke", "native:/fx + gpu"),
        fc.constantFrom<MaskType[]>("find", "regex"),
        fc.constantFrom<("include" | "exclude" | undefined)[]>(undefined, "include", "exclude"),
        (own, expression, userMaskType, form) => {
          const before = own.hosts_mask_type ? own : { ...own, ...(userMaskType === "regex" && plain(own)) };
          const members = placeJob(job, expression, {}, context).plan.hosts;
          const result = placed(before, expression, { userMaskType, form });
          for (const block of before.blocks.keys()) {
            const expected = admitted(before, block, userMaskType).filter((name) => members.includes(name));
            // A job of whose own masks nobody is left is refused.
            if (result) expect(admitted(result, block)).toEqual(expected);
            else expect(expected).toEqual([]);
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("gives everything back when the job is taken off again", () => {
    fc.assert(
      fc.property(
        arbitraryFields,
        fc.constantFrom("gpu", "nuke + gpu", "native:/fx"),
        fc.constantFrom<("mask" | "property" | undefined)[]>(undefined, "mask", "property"),
        (own, expression, enforcement) => {
          const first = placed(own, expression, { enforcement });
          if (!first) return;
          // Being moved from pool to pool on the way leaves nothing behind.
          const moved = placed(first, "gpu", {}) ?? first;
          for (const from of [first, moved]) {
            const { fields, tag } = takeOffPool(from);
            expect(tag).toBeDefined();
            const type = own.hosts_mask_type ?? fields.hosts_mask_type;
            expect({ ...fields, blocks: fields.blocks.map(asListed) }).toEqual({
              ...own,
              blocks: own.blocks.map(asListed),
              ...(type && { hosts_mask_type: type }),
            });
            expect(type ?? "find").toBe(own.hosts_mask_type ?? "find");
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("leaves what a person wrote since where the pool owns nothing", () => {
    const own = {
      ...job,
      hosts_mask: "pc",
      hosts_mask_exclude: "pc-2",
      blocks: [{ ...blank, hosts_mask: "pc-1" }],
    };
    const { fields } = placeJob(own, "gpu", {}, context);
    expect(fields).toMatchObject({ hosts_mask_exclude: "(pc-2).*" });
    expect(fields.blocks[0]?.hosts_mask).toBe(",pc-1,|(pc-1).*");
    const edited = { ...fields, hosts_mask_exclude: "pc-10", annotation: `mind! ${fields.annotation}` };
    expect(takeOffPool(edited).fields).toMatchObject({
      hosts_mask: "(pc).*",
      hosts_mask_exclude: "pc-10",
      hosts_mask_type: "regex",
      blocks: [{ hosts_mask: ",pc-1,|(pc-1).*" }],
    });
    const [block] = fields.blocks;
    const editedBlock = { ...fields, blocks: [{ ...blank, ...block, hosts_mask: "pc-1|pc-2" }] };
    expect(takeOffPool(editedBlock).fields).toMatchObject({
      hosts_mask: "(pc).*",
      hosts_mask_exclude: "(pc-2).*",
      hosts_mask_type: "regex",
      blocks: [{ hosts_mask: "pc-1|pc-2" }],
    });
  });

  it("keeps a mask that was written over the pool's when the job is taken off, and drops it for another pool", () => {
    const { fields } = placeJob({ ...job, hosts_mask: "pc" }, "gpu", {}, context);
    const byHand = { ...fields, hosts_mask: "pc-10" };
    expect(takeOffPool(byHand).fields).toMatchObject({
      hosts_mask: "pc-10",
      hosts_mask_type: "regex",
      annotation: "",
    });
    expect(placeJob(byHand, "nuke", {}, context).fields.hosts_mask).toMatch(/^pc-10\|#/);
  });

  it("asks for a property of any of the pools, and leaves masks alone", () => {
    const own = { ...job, hosts_mask: "pc" };
    const { fields, plan } = placeJob(own, "gpu + nuke", { enforcement: "property" }, context);
    expect(fields).toMatchObject({
      hosts_mask: "pc",
      need_properties: "@000000000000000000000001@|@000000000000000000000002@",
      annotation: "pool: gpu + nuke",
    });
    expect("hosts_mask_type" in fields).toBe(false);
    expect(plan).toMatchObject({
      enforcement: "property",
      hosts: ["pc-1", "pc-10"],
    });
  });

  it.each([
    ["gpu - nuke", "", "any of several"],
    ["host:pc-1", "", "any of several"],
    ["gpu", "[fx]", "properties of its own"],
  ])("says %j by a mask where properties cannot, and why", (expression, need_properties, why) => {
    const { plan, fields } = placeJob(
      { ...job, need_properties },
      expression,
      {},
      { ...context, enforcement: "property" },
    );
    expect(plan.enforcement).toBe("mask");
    expect(fields.need_properties).toBe(need_properties);
    expect(plan.warnings[0]).toMatchObject({ code: "MASK_INSTEAD", message: expect.stringContaining(why) });
  });

  it.each(knownReleases)("asks afserver %s for a property where a render can be given one", (version) => {
    const release = releaseOf(version);
    const { plan } = placeJob(job, "gpu", { enforcement: "property" }, { ...context, release });
    if (release.hostFacts === "render") return expect(plan.enforcement).toBe("property");
    expect(plan.enforcement).toBe("mask");
    expect(plan.warnings).toContainEqual({
      code: "MASK_INSTEAD",
      message: `A mask keeps the job on its pool: afserver ${version} reads the properties of hosts from "farm.json" alone.`,
      subjects: [],
    });
  });

  it("uses one of Afanasy's own pools as it is where the expression is exactly that", () => {
    const { fields, plan } = placeJob(job, "native:/fx", {}, context);
    expect(fields).toMatchObject({ hosts_mask: "", pools: { "/fx": 100 }, annotation: "pool: native:/fx" });
    expect(plan).toMatchObject({ enforcement: "native", hosts: ["fx-1", "fx-2"] });
    expect(placeJob(job, "native:/fx", { enforcement: "mask" }, context).plan.enforcement).toBe("mask");
    expect(placeJob(job, "native:/fx + gpu", {}, context).plan).toMatchObject({
      enforcement: "mask",
      warnings: [],
    });
  });

  it("keeps out one of Afanasy's pools that would be taken for a part of it", () => {
    const { fields, plan } = placeJob(
      job,
      "native:/fx",
      {},
      { ...context, nativePools: ["/", "/fx", "/fx/a", "/fx2"] },
    );
    expect(fields.pools).toEqual({ "/fx": 100, "/fx2": -100 });
    expect(plan.hosts).toEqual(["fx-1", "fx-2"]);
  });

  it("uses a mask where the job names pools of Afanasy itself", () => {
    const { plan } = placeJob({ ...job, pools: { "/light": 10 } }, "native:/fx", {}, context);
    expect(plan.enforcement).toBe("mask");
    expect(plan.warnings[0]?.message).toContain("names pools of Afanasy");
    expect(plan.hosts).toEqual(["fx-1", "fx-2"]);
  });

  it("names pools by the names that they have", () => {
    expect(placeJob(job, `GPU + ${pools[1]?.id}`, {}, context).fields.annotation).toBe("pool: gpu + nuke");
  });

  it("refuses a form that would change what a block's expressions mean", () => {
    const own = {
      ...job,
      hosts_mask_type: "regex" as const,
      blocks: [blank, { ...blank, hosts_mask: "pc-.*" }],
    };
    expect(() => placeJob(own, "gpu", { form: "find" }, context)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", message: expect.stringContaining("block 1") }),
    );
  });

  it("writes no type for an old afserver", () => {
    const { fields } = placeJob({ ...job, hosts_mask: "pc.*" }, "gpu", {}, { ...context, dialect: "3.3" });
    expect(fields).toMatchObject({ hosts_mask: expect.stringMatching(/^pc-\(3\|10\?\)\|#[0-9a-f]{8}$/) });
    expect("hosts_mask_type" in fields).toBe(false);
    expect(takeOffPool(fields, { dialect: "3.3" }).fields).toEqual({ ...job, hosts_mask: "pc.*" });
  });

  it("refuses a job without blocks", () => {
    expect(() => placeJob({ ...job, blocks: [] }, "gpu", {}, context)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT" }),
    );
  });
});

describe("changeOfPoolFields", () => {
  it("is nothing between equal ones, and names what differs otherwise", () => {
    fc.assert(
      fc.property(arbitraryFields, (fields) => {
        expect(changeOfPoolFields(fields, structuredClone(fields))).toEqual({ job: {}, blocks: [] });
      }),
    );
    const after = { ...job, hosts_mask: "x", pools: { "/fx": 1 }, blocks: [{ ...blank, custom_data: "y" }] };
    expect(changeOfPoolFields(job, after)).toEqual({
      job: { hosts_mask: "x", pools: { "/fx": 1 } },
      blocks: [{ number: 0, change: { custom_data: "y" } }],
    });
    expect(changeOfPoolFields({ ...job, hosts_mask_type: "regex" }, job).job).toEqual({
      hosts_mask_type: "find",
    });
  });
});

const blank = { hosts_mask: "", hosts_mask_exclude: "", custom_data: "" };

/** Masks of separators alone mask nothing; afserver forgets them. */
function asListed(block: PoolFields["blocks"][number]): PoolFields["blocks"][number] {
  const listed = (mask: string) => (/^[|;,: ]*$/.test(mask) ? "" : mask);
  return {
    ...block,
    hosts_mask: listed(block.hosts_mask),
    hosts_mask_exclude: listed(block.hosts_mask_exclude),
  };
}

/** The fields without what a type of `regex` would read otherwise. */
function plain(fields: PoolFields): Partial<PoolFields> {
  return {
    hosts_mask: "",
    hosts_mask_exclude: "",
    blocks: fields.blocks.map((block) => ({ ...block, hosts_mask: "", hosts_mask_exclude: "" })),
  };
}

function placed(
  fields: PoolFields,
  expression: string,
  request: Parameters<typeof placeJob>[2],
): PoolFields | undefined {
  try {
    return placeJob(fields, expression, request, context).fields;
  } catch (error) {
    expect(error).toMatchObject({ code: "MASK_EMPTY" });
    return undefined;
  }
}
