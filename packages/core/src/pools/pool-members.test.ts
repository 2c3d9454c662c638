import { describe, expect, it } from "vitest";
import { aFarm, aPool } from "../testing/fixtures.js";
import { poolMembers } from "./memberships.js";

describe("poolMembers", () => {
  const farm = aFarm("LT-PC-01", "lt-pc-02", "pc-1", "PC-1", "ws-1");

  it("gives named hosts in their order and in the farm's spelling, or as typed", () => {
    const members = poolMembers(aPool("gpu", ["ws-1", "lt-pc-01", "New-9"]), [], farm);
    expect(members.map(({ name, renders, why }) => [name, renders.length, why.by])).toEqual([
      ["ws-1", 1, "name"],
      ["LT-PC-01", 1, "name"],
      ["New-9", 0, "name"],
    ]);
  });

  it("adds the farm's hosts that a rule matches, each once, by the first rule", () => {
    const members = poolMembers(
      aPool("gpu", ["LT-pc-02"], ["lt-*", "*-pc-*", "ws-[1-3]", "none-*"]),
      [],
      farm,
    );
    expect(members.map(({ name, why }) => [name, why])).toEqual([
      ["lt-pc-02", { by: "name" }],
      ["LT-PC-01", { by: "rule", rule: "lt-*" }],
      ["ws-1", { by: "rule", rule: "ws-[1-3]" }],
    ]);
  });

  it("lists a host once with all its renders where their names differ by case", () => {
    for (const pool of [aPool("named", ["pc-1"]), aPool("ruled", [], ["PC-*"])]) {
      const [member, ...others] = poolMembers(pool, [], farm);
      expect(others).toEqual([]);
      expect(member?.name).toBe("PC-1");
      expect(member?.renders.map((render) => render.name)).toEqual(["PC-1", "pc-1"]);
    }
  });

  it("has the named hosts alone without a farm, and none for an empty pool", () => {
    expect(poolMembers(aPool("gpu", ["pc-1"], ["*"]), []).map((member) => member.name)).toEqual(["pc-1"]);
    expect(poolMembers(aPool("empty"), [], farm)).toEqual([]);
  });
});
