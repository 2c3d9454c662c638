import { describe, expect, it } from "vitest";
import { formatExpression } from "./expression.js";
import { parseExpression } from "./parse-expression.js";
import { namedPools, renamePools } from "./rename-pools.js";

const text = "(gpu + nuke) & ws-* - gpu - native:/fx - host:gpu";

describe("renamePools", () => {
  it("puts another name in place of each pool's and leaves the rest", () => {
    const renamed = renamePools(parseExpression(text), (name) => `Pool ${name}`);
    expect(formatExpression(renamed)).toBe(
      '("Pool gpu" + "Pool nuke") & host:ws-* - "Pool gpu" - native:/fx - host:gpu',
    );
  });
});

describe("namedPools", () => {
  it("gives each name once, in its order", () =>
    expect(namedPools(parseExpression(text))).toEqual(["gpu", "nuke"]));
});
