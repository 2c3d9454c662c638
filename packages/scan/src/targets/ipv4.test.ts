import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpv4, parseIpv4 } from "./ipv4.js";

describe("parseIpv4", () => {
  it("reads what formatIpv4 writes", () => {
    fc.assert(
      fc.property(fc.nat(2 ** 32 - 1), (address) => {
        expect(parseIpv4(formatIpv4(address))).toBe(address);
      }),
    );
    expect(formatIpv4(0xffff_ffff)).toBe("255.255.255.255");
  });

  it.each([
    "",
    "10",
    "10.0.0",
    "10.0.0.0.1",
    "10.0.0.256",
    "10.0.0.010",
    "10.0.0.-1",
    " 10.0.0.1",
    "::1",
    "a.b.c.d",
  ])("%j is none", (text) => expect(parseIpv4(text)).toBeUndefined());
});
