import { isHostName } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostNameOf } from "./host-name-of.js";

const anyText = fc.array(fc.nat(0x10ffff)).map((points) => String.fromCodePoint(...points));

describe("hostNameOf", () => {
  it.each([
    ["PC-01", "pc-01"],
    ["LT-PC-01.studio.example.", "lt-pc-01"],
    ["Render-08.local", "render-08"],
    [" pc_1 ", "pc_1"],
    ["my pc", null],
    ["Möwe", null],
    ["pc(1)", null],
    ["", null],
    [".", null],
    ["10.77.0.9", null],
    ["fd00::9", null],
    ["\u001b[31mpc", null],
    [`${"x".repeat(254)}`, null],
  ])("%j is %j", (told, expected) => expect(hostNameOf(told)).toBe(expected));

  it("is a host name or none, whatever is told", () => {
    fc.assert(
      fc.property(fc.oneof(anyText, fc.string()), (told) => {
        const name = hostNameOf(told);
        expect(name === null || (isHostName(name) && !name.includes("."))).toBe(true);
      }),
    );
  });
});
