import { describe, expect, it } from "vitest";
import { aFarm, aPool } from "../testing/fixtures.js";
import { explainExpression } from "./explain-expression.js";

const farm = aFarm("pc-1", "pc-2");

describe("explainExpression", () => {
  it("gives the mask with the reasons", () => {
    const { plan, hosts } = explainExpression({ expression: "gpu", pools: [aPool("gpu", ["pc-1"])], farm });
    expect(plan?.hosts).toEqual(["pc-1"]);
    expect(hosts.map(({ name, admitted }) => [name, admitted])).toEqual([
      ["pc-1", true],
      ["pc-2", false],
    ]);
  });

  it("explains what there is no mask for", () => {
    const pools = [aPool("gpu", ["pc-1"]), aPool("all", ["pc-1", "pc-2"])];
    const { plan, hosts } = explainExpression({ expression: "gpu - all", pools, farm });
    expect(plan).toBeNull();
    expect(hosts[0]?.reason).toMatchObject({ kind: "removed", removedBy: "- all" });
  });

  it("throws what else is wrong", () => {
    expect(() => explainExpression({ expression: "none", pools: [], farm })).toThrow(
      expect.objectContaining({ code: "POOL_NOT_FOUND" }),
    );
  });
});
