import { describe, expect, it } from "vitest";
import { resolveExpression } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import { excludedHostnames } from "./excluded-hostnames.js";

describe("excludedHostnames", () => {
  const names = ["pc-05", "pc-01", "pc-02", "pc-03", "pc-04"];

  it("gives the 2019 documentation's example", () => {
    expect(excludedHostnames(names, ["pc-01", "pc-03"])).toEqual(["pc-02", "pc-04", "pc-05"]);
  });

  it("takes a farm and a resolved expression", () => {
    const farm = new Farm(names.map((name) => ({ name, online: true })));
    const resolution = resolveExpression("host:PC-[01-03]", [], farm);
    expect(excludedHostnames(farm, resolution)).toEqual(["pc-04", "pc-05"]);
  });

  it("does not exclude a host from its own pool for its spelling", () => {
    expect(excludedHostnames(["lt-pc-01", "lt-pc-02"], ["LT-PC-01"])).toEqual(["lt-pc-02"]);
  });
});
