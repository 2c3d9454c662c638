import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOracle } from "../../../../tools/mask-oracle/ask-oracle.ts";
import { resolveExpression } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import type { Pool } from "../pools/pool.js";
import { aPool } from "../testing/fixtures.js";
import type { JobMasks } from "./job-masks.js";
import type { MaskForm } from "./mask-plan.js";
import { planHosts } from "./plan-hosts.js";
import { planFields, planMask } from "./plan-mask.js";
import { planWarnings } from "./plan-warnings.js";
import { readMask } from "./read-mask.js";

const online = (...names: string[]) => new Farm(names.map((name) => ({ name, online: true })));
const farm = online("pc-01", "pc-02", "pc-03", "pc-04", "pc-05");
const resolve = (expression: string, of: Farm | undefined = farm, pools: Pool[] = []) =>
  resolveExpression(expression, pools, of);
const codes = (warnings: readonly { code: string }[]) => warnings.map(({ code }) => code);

const forms: readonly MaskForm[] = ["include", "exclude", "include-lookahead", "exclude-lookahead", "find"];

describe("planMask", () => {
  it("names the hosts by default, and says why", () => {
    const plan = planMask({ resolution: resolve("host:pc-[01-03]"), farm });
    expect(plan).toMatchObject({
      fields: { hosts_mask: "pc-0[1-3]", hosts_mask_exclude: "", hosts_mask_type: "regex" },
      form: "include",
      dialect: "3.4",
      hosts: ["pc-01", "pc-02", "pc-03"],
      online: 3,
      exact: true,
      warnings: [],
    });
    expect(plan.why).toContain("registers later stays out");
  });

  it.each([
    ["include", { hosts_mask: "pc-0[13]", hosts_mask_exclude: "", hosts_mask_type: "regex" }, true],
    ["exclude", { hosts_mask: "", hosts_mask_exclude: "pc-0[245]", hosts_mask_type: "regex" }, false],
    [
      "include-lookahead",
      { hosts_mask: "(?!(pc-0[245])$).*", hosts_mask_exclude: "", hosts_mask_type: "regex" },
      false,
    ],
    [
      "exclude-lookahead",
      { hosts_mask: "", hosts_mask_exclude: "(?!(pc-0[13])$).*", hosts_mask_type: "regex" },
      true,
    ],
    ["find", { hosts_mask: "pc-01|pc-03", hosts_mask_exclude: "", hosts_mask_type: "find" }, false],
  ] as const)("writes the form %s", (form, fields, exact) => {
    expect(planMask({ resolution: resolve("host:pc-01 + host:pc-03"), farm, form })).toMatchObject({
      fields,
      exact,
    });
  });

  it("writes for old afservers: no type, one case", () => {
    const mixed = online("PC-01", "pc-02", "lt-1");
    const resolution = resolve("host:pc-*", mixed);
    expect(planMask({ resolution, farm: mixed, dialect: "3.3" }).fields).toEqual({
      hosts_mask: "pc-0[12]",
      hosts_mask_exclude: "",
    });
    expect(planMask({ resolution, farm: mixed, dialect: "3.3", form: "exclude" }).fields).toEqual({
      hosts_mask: "",
      hosts_mask_exclude: "lt-1",
    });
    for (const form of ["include-lookahead", "exclude-lookahead", "find"] as const) {
      expect(() => planMask({ resolution, farm: mixed, dialect: "3.3", form })).toThrow(
        expect.objectContaining({ code: "INVALID_ARGUMENT" }),
      );
    }
  });

  it("takes the farm's spelling, and for an unknown host the typed one and lower case", () => {
    const resolution = resolve("host:PC-01 + host:LT-9");
    expect(planMask({ resolution, farm })).toMatchObject({
      fields: { hosts_mask: "LT-9|lt-9|pc-01" },
      hosts: ["LT-9", "pc-01"],
      online: 1,
    });
  });

  it("lets in exactly what the expression and the user's masks let in, in every form", () => {
    const name = fc.constantFrom<string[]>(
      "pc-1",
      "pc-10",
      "pc-100",
      "PC-1",
      "lt.1",
      "ltx1",
      "node.a",
      "ws-7",
      "ws-70",
      "a",
    );
    const find = fc.constantFrom("", "pc", "pc-1", "pc-1|ws", "lt.", "PC;node", "|");
    const regex = fc.constantFrom("", "pc-.*", "^pc-1$|ws-7", "(?!pc-10$).*", "[pP][cC]-.*", ".*\\d", "lt.1");
    const masks = fc.oneof(
      fc.record({ hosts_mask: find, hosts_mask_exclude: find }),
      fc.record({
        hosts_mask: find,
        hosts_mask_exclude: find,
        hosts_mask_type: fc.constant("find" as const),
      }),
      fc.record({
        hosts_mask: regex,
        hosts_mask_exclude: regex,
        hosts_mask_type: fc.constant("regex" as const),
      }),
    );
    const set = fc.uniqueArray(name, { minLength: 1, maxLength: 10 });
    const asked: { masks: JobMasks; names: string[]; admitted: boolean[] }[] = [];
    fc.assert(
      fc.property(set, set, masks, fc.constantFrom(...forms), (all, wanted, userMasks: JobMasks, form) => {
        const known = online(...all);
        const resolution = resolve(wanted.map((it) => `host:${it}`).join(" + "), known);
        const user = readMask(userMasks);
        const members = new Set(
          resolution.hosts.flatMap((host) => host.renders.map((render) => render.name)),
        );
        const expected = all.filter((it) => members.has(it) && user.admits(it));
        const plan = planOrNone({ resolution, farm: known, form, userMasks });
        if (!plan) {
          expect(expected).toEqual([]);
          return;
        }
        const reader = readMask(plan.fields);
        const admitted = all.filter((it) => reader.admits(it));
        const left =
          form === "find" ? expected.filter((it) => !subjectsOf(plan, "INEXACT").includes(it)) : expected;
        expect(admitted).toEqual(left);
        expect(plan.hosts.filter((it) => all.includes(it)).sort()).toEqual([...left].sort());
        if (form !== "find")
          asked.push({ masks: plan.fields, names: all, admitted: all.map((it) => left.includes(it)) });
      }),
      { numRuns: 600, seed: 44 },
    );
    expectRealEngineToAgree(asked);
  });

  it("keeps the user's masks for hosts to come, where the form says something of them", () => {
    const resolution = resolve("host:pc-01 + host:pc-02");
    const userMasks: JobMasks = { hosts_mask: "pc ws", hosts_mask_exclude: "pc-02" };
    const plan = planMask({ resolution, farm, form: "exclude", userMasks });
    expect(plan.fields).toEqual({
      hosts_mask: "(pc|ws).*",
      hosts_mask_exclude: "pc-0[3-5]|(pc-02).*",
      hosts_mask_type: "regex",
    });
    const lookahead = planMask({ resolution, farm, form: "include-lookahead", userMasks });
    expect(lookahead.fields.hosts_mask).toBe("(?!(pc-0[3-5])$)((pc|ws).*)");
    for (const { fields } of [plan, lookahead]) {
      const reader = readMask(fields);
      expect(["pc-01", "pc-02", "pc-03", "ws-9", "lt-9"].filter((name) => reader.admits(name))).toEqual([
        "pc-01",
        "ws-9",
      ]);
    }
  });

  it.each<[JobMasks, string]>([
    [{ hosts_mask: "(pc", hosts_mask_type: "regex" }, "cannot read"],
    [{ hosts_mask_exclude: "(pc", hosts_mask_type: "regex" }, "cannot read"],
    [{ hosts_mask: "(p)c\\1", hosts_mask_type: "regex" }, "not certain"],
    [{ hosts_mask_exclude: "pc^" }, "cannot be said"],
  ])("refuses the user's mask %o instead of widening it", (userMasks, message) => {
    for (const form of ["include", "exclude"] as const) {
      expect(() => planMask({ resolution: resolve("host:pc-*"), farm, form, userMasks })).toThrow(
        expect.objectContaining({ code: "MASK_UNREADABLE", message: expect.stringContaining(message) }),
      );
    }
  });

  it("never turns nobody into everybody", () => {
    const pools = [aPool("empty", []), aPool("nuke", ["pc-01"])];
    for (const form of forms) {
      for (const [expression, userMasks, message] of [
        ["empty", {}, "means no host"],
        ["nuke - host:pc-*", {}, "takes out all 1 hosts"],
        ["nuke", { hosts_mask: "lt" }, "own masks let in none"],
      ] as const) {
        expect(() =>
          planMask({ resolution: resolve(expression, farm, pools), farm, form, userMasks }),
        ).toThrow(expect.objectContaining({ code: "MASK_EMPTY", message: expect.stringContaining(message) }));
      }
    }
  });

  it("names pools in its errors by their names, though programs ask for them by their ids", () => {
    const pools = [aPool("nuke", ["pc-01"])];
    const resolution = resolve(`${pools[0]?.id} - ws-*`, farm, pools);
    expect(() => planMask({ resolution, farm, userMasks: { hosts_mask: "lt" } })).toThrow(
      /none of the 1 hosts of "nuke - host:ws-\*"/,
    );
  });

  it("needs the farm to say who is not meant", () => {
    for (const form of ["exclude", "include-lookahead"] as const) {
      expect(() => planMask({ resolution: resolve("host:pc-01", undefined), form })).toThrow(
        expect.objectContaining({ code: "FARM_UNKNOWN" }),
      );
    }
  });

  it("says which hosts prefixes cannot tell apart", () => {
    const hosts = online("pc-1", "pc-10", "pc-100", "pc-2");
    const plan = planMask({
      resolution: resolve("host:pc-1 + host:pc-100", hosts),
      farm: hosts,
      form: "find",
    });
    expect(plan.fields).toEqual({ hosts_mask: "pc-1", hosts_mask_exclude: "pc-10", hosts_mask_type: "find" });
    expect(plan.hosts).toEqual(["pc-1"]);
    expect(plan.warnings).toContainEqual(expect.objectContaining({ code: "INEXACT", subjects: ["pc-100"] }));
  });

  it("refuses the job when prefixes can tell none of the hosts apart", () => {
    // afserver splits the name of the other host, which then keeps out pc-1 itself.
    const hosts = online("pc-1", "pc-1|y");
    const request = { resolution: resolve("host:pc-1", hosts), farm: hosts, form: "find" as const };
    expect(() => planMask(request)).toThrow(expect.objectContaining({ code: "MASK_EMPTY" }));
  });
});

describe("planFields and planHosts", () => {
  it("plan what planMask plans, without its warnings", () => {
    const request = { resolution: resolve("host:pc-[01-03] + host:zz-77"), farm };
    const { warnings, ...plan } = planMask(request);
    expect(planFields(request)).toEqual(plan);
    expect(planWarnings(request, plan)).toEqual(warnings);
    expect(planHosts(request)).toEqual({ hosts: plan.hosts, online: plan.online });
  });

  it("look at the hosts of the expression alone, however many others the farm has", () => {
    const request = {
      resolution: resolve("host:pc-[01-03]"),
      farm: online("pc-01", "pc-02", "pc-03", "pc-04"),
    };
    Object.defineProperty(request.farm, "hosts", {
      get: () => expect.fail("All hosts of the farm were looked at."),
    });
    expect(planHosts(request).online).toBe(3);
    expect(planFields(request).online).toBe(3);
  });

  it("may plan for a host that no mask can name, where it is not kept by a mask", () => {
    const odd = online("pc-1", "pc(1)");
    const request = { resolution: resolve("both", odd, [aPool("both", ["pc-1", "pc(1)"])]), farm: odd };
    expect(planHosts(request)).toEqual({ hosts: ["pc-1", "pc(1)"], online: 2 });
    expect(planWarnings(request)).toEqual([]);
  });
});

describe("planMask's warnings", () => {
  it("of pools, rules and hosts", () => {
    const pools = [aPool("empty", []), aPool("gpu", ["pc-01", "pc-99", "pc_02"], ["lt-*"])];
    const { warnings } = planMask({ resolution: resolve("gpu + empty", farm, pools), farm });
    expect(warnings).toMatchObject([
      { code: "HOSTS_UNKNOWN", subjects: ["pc_02", "pc-99"] },
      { code: "HOST_NEAR_MISS", subjects: ["pc_02", "pc-02"] },
      { code: "RULE_MATCHES_NOTHING", subjects: ["gpu", "lt-*"] },
      { code: "POOL_EMPTY", subjects: ["empty"] },
    ]);
  });

  it("of many typing errors only the first few", () => {
    const hosts = Array.from({ length: 90 }, (_, index) => `pc-${index + 10}`);
    const pools = [aPool("typed", [...hosts.map((name) => name.replace("pc", "px")), "pc-10"])];
    const large = online(...hosts);
    const { warnings } = planMask({ resolution: resolve("typed", large, pools), farm: large });
    expect(warnings.filter(({ code }) => code === "HOST_NEAR_MISS")).toHaveLength(20);
    expect(warnings.find(({ code }) => code === "HOSTS_UNKNOWN")?.subjects).toHaveLength(90);
  });

  it("when nobody is known or online, or the farm is not known", () => {
    const sleeping = new Farm([{ name: "pc-01", online: false }]);
    const plan = planMask({ resolution: resolve("host:pc-01", sleeping), farm: sleeping });
    expect(codes(plan.warnings)).toEqual(["NO_HOST_ONLINE"]);
    expect(plan.online).toBe(0);
    expect(codes(planMask({ resolution: resolve("host:zz-77"), farm }).warnings)).toEqual(["NO_HOST_KNOWN"]);
    const blind = planMask({ resolution: resolve("host:pc-01", undefined) });
    expect(codes(blind.warnings)).toEqual(["FARM_UNKNOWN"]);
    expect(blind.online).toBeNull();
  });

  it("of names that differ by case, and of what old afservers make of them", () => {
    const twins = online("PC-2", "pc-2", "pc-3");
    const resolution = resolve("host:pc-2", twins);
    const plan = planMask({ resolution, farm: twins });
    expect(plan.hosts).toEqual(["PC-2", "pc-2"]);
    expect(plan.warnings).toMatchObject([{ code: "NAMES_DIFFER_BY_CASE", subjects: ["PC-2", "pc-2"] }]);
    const old = planMask({ resolution, farm: twins, dialect: "3.3" });
    expect(old.exact).toBe(false);
    expect(old.warnings[0]).toMatchObject({ code: "INEXACT", subjects: ["PC-2", "pc-2"] });
  });

  it("of names that no mask can hold", () => {
    const odd = online("pc-1", "pc(1)");
    const pools = [aPool("both", ["pc-1", "pc(1)"])];
    const plan = planMask({ resolution: resolve("both", odd, pools), farm: odd });
    expect(plan.hosts).toEqual(["pc-1"]);
    expect(plan.warnings[0]).toMatchObject({ code: "NAME_UNMASKABLE", subjects: ["pc(1)"] });
    const excluding = planMask({ resolution: resolve("host:pc-1", odd), farm: odd, form: "exclude" });
    expect(excluding.warnings[0]).toMatchObject({
      code: "NAME_UNMASKABLE",
      subjects: ["pc(1)"],
      message: expect.stringContaining("would render"),
    });
  });

  it("of a user's mask that can stall afserver", () => {
    const userMasks: JobMasks = { hosts_mask: "(p+c*)+-.*", hosts_mask_type: "regex" };
    expect(planMask({ resolution: resolve("host:pc-*"), farm, userMasks }).warnings).toMatchObject([
      { code: "SLOW_USER_MASK", subjects: ["(p+c*)+-.*"] },
    ]);
  });
});

function planOrNone(request: Parameters<typeof planMask>[0]) {
  try {
    return planMask(request);
  } catch (error) {
    expect(error).toMatchObject({ code: "MASK_EMPTY" });
    return undefined;
  }
}

function subjectsOf(plan: ReturnType<typeof planMask>, code: string): readonly string[] {
  return plan.warnings.filter((warning) => warning.code === code).flatMap((warning) => warning.subjects);
}

/** std::regex, both masks combined as afserver does. */
function expectRealEngineToAgree(plans: { masks: JobMasks; names: string[]; admitted: boolean[] }[]) {
  const fields = (["hosts_mask", "hosts_mask_exclude"] as const).map((field) =>
    askOracle(
      "ecmascript",
      plans.map(({ masks, names }) => ({ expression: masks[field] ?? "", names })),
    ),
  );
  for (const [index, { masks, names, admitted }] of plans.entries()) {
    const real = names.map((_, at) => {
      const isIn = !masks.hosts_mask || fields[0]?.[index]?.matches[at];
      const isOut = masks.hosts_mask_exclude && fields[1]?.[index]?.matches[at];
      return Boolean(isIn && !isOut);
    });
    expect(real, JSON.stringify(masks)).toEqual(admitted);
  }
}
