import { describe, expect, it } from "vitest";
import { resolveExpression } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import { aPool } from "../testing/fixtures.js";
import { explainHosts } from "./explain-hosts.js";
import { planMask } from "./plan-mask.js";

const pools = [aPool("gpu", ["pc-1", "pc-2", "pc-3", "pc-9"], ["lt-*"]), aPool("nuke", ["pc-2"])];
const farm = new Farm(
  ["pc-1", "pc-2", "pc-3", "pc-10", "lt-1", "ws-1"].map((name) => ({ name, online: name !== "lt-1" })),
);
const resolution = resolveExpression("gpu - nuke + host:ws-*", pools, farm);

describe("explainHosts", () => {
  it("gives for every host whether it is in, is online, and the one reason", () => {
    const userMasks = { hosts_mask_exclude: "pc-3" };
    const plan = planMask({ resolution, farm, userMasks });
    const explained = explainHosts({ resolution, farm, userMasks, plan });
    expect(explained.map(({ name, admitted, online, text }) => ({ name, admitted, online, text }))).toEqual([
      { name: "lt-1", admitted: true, online: false, text: 'In pool "gpu" by its rule "lt-*".' },
      { name: "pc-1", admitted: true, online: true, text: 'In pool "gpu" by name.' },
      {
        name: "pc-2",
        admitted: false,
        online: true,
        text: 'In pool "gpu" by name, but taken out by "- nuke".',
      },
      {
        name: "pc-3",
        admitted: false,
        online: true,
        text: `In pool "gpu" by name, but the job's own hosts exclude mask takes it out.`,
      },
      {
        name: "pc-9",
        admitted: true,
        online: null,
        text: 'In pool "gpu" by name, but no render of this name has registered with afserver.',
      },
      { name: "pc-10", admitted: false, online: true, text: "Not in the pool expression." },
      { name: "ws-1", admitted: true, online: true, text: 'Matches "ws-*".' },
    ]);
    expect(explained.map(({ reason }) => reason.kind)).toEqual([
      "member",
      "member",
      "removed",
      "user-exclude",
      "not-in-farm",
      "not-in-expression",
      "member",
    ]);
  });

  it("explains without a plan, when nobody is left to plan for", () => {
    const explained = explainHosts({ resolution, farm, userMasks: { hosts_mask: "zz" } });
    expect(explained.filter(({ admitted }) => admitted)).toEqual([]);
    expect(explained.find(({ name }) => name === "pc-1")?.reason).toMatchObject({
      kind: "user-include",
      via: { pool: "gpu" },
    });
  });

  it("explains hosts that prefixes cannot tell apart, and names that no mask can hold", () => {
    const odd = new Farm(["pc-1", "pc-10", "pc-100", "x(1)"].map((name) => ({ name, online: true })));
    const two = resolveExpression("host:pc-1 + host:pc-100", [], odd);
    const byPrefix = explainHosts({
      resolution: two,
      farm: odd,
      plan: planMask({ resolution: two, farm: odd, form: "find" }),
    });
    expect(byPrefix.find(({ name }) => name === "pc-100")).toMatchObject({
      admitted: false,
      reason: { kind: "not-told-apart" },
    });
    const excluding = explainHosts({
      resolution: two,
      farm: odd,
      plan: planMask({ resolution: two, farm: odd, form: "exclude" }),
    });
    expect(excluding.find(({ name }) => name === "x(1)")).toMatchObject({
      admitted: true,
      reason: { kind: "unmaskable" },
    });
  });

  it("agrees with the plan on who is in", () => {
    for (const form of ["include", "exclude", "include-lookahead", "exclude-lookahead", "find"] as const) {
      const plan = planMask({ resolution, farm, form });
      const admitted = explainHosts({ resolution, farm, plan }).filter((host) => host.admitted);
      expect(admitted.map((host) => host.name)).toEqual(plan.hosts);
    }
  });
});
