import { describe, expect, it } from "vitest";
import { resolveExpression } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import { planMask } from "../masks/plan-mask.js";
import type { Pool } from "../pools/pool.js";
import { poolHost } from "../pools/pool.js";
import { spellingsOf } from "./spellings.js";

const pool = (name: string, hosts: readonly string[]): Pool => ({
  id: name.padEnd(24, "0"),
  name,
  description: "",
  hosts: hosts.map(poolHost),
  rules: [],
  revision: 1,
  changedBy: "",
  changedAt: "",
});
const pools = [pool("a", ["pc-10"]), pool("b", ["Pc-10", "pc-10"])];
const spellings = (expression: string, farm?: Farm) =>
  resolveExpression(expression, pools, farm).hosts.map(spellingsOf);

describe("a host that was typed in several spellings", () => {
  it("is meant by all of them while the farm does not know it", () => {
    expect(spellings("a + host:PC-10")).toEqual([["pc-10", "PC-10"]]);
    expect(spellings("host:PC-10 + a + b")).toEqual([["PC-10", "pc-10", "Pc-10"]]);
    expect(spellings("b")).toEqual([["Pc-10", "pc-10"]]);
  });

  it("is meant by its own name when the farm knows it", () => {
    const farm = new Farm([{ name: "PC-10", online: true }]);
    expect(spellings("a + b", farm)).toEqual([["PC-10"]]);
  });

  it("renders a job whose own mask lets in one of them", () => {
    const resolution = resolveExpression("a + host:PC-10", pools);
    const userMasks = { hosts_mask: "PC;node", hosts_mask_type: "find" } as const;
    expect(planMask({ resolution, userMasks }).fields.hosts_mask).toBe("PC-10");
  });
});
