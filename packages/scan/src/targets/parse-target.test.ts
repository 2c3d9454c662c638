import { AfpoolsError } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatIpv4 } from "./ipv4.js";
import { maxScanAddresses, parseTarget } from "./parse-target.js";

function parsed(text: string) {
  const { text: shown, range } = parseTarget(text);
  return [shown, formatIpv4(range.first), formatIpv4(range.last)];
}

describe("parseTarget", () => {
  it.each([
    ["10.77.0.9", "10.77.0.9", "10.77.0.9", "10.77.0.9"],
    [" 10.77.0.9/32 ", "10.77.0.9", "10.77.0.9", "10.77.0.9"],
    ["10.77.0.9/24", "10.77.0.0/24", "10.77.0.1", "10.77.0.254"],
    ["192.168.4.0/31", "192.168.4.0/31", "192.168.4.0", "192.168.4.1"],
    ["172.16.0.0/16", "172.16.0.0/16", "172.16.0.1", "172.16.255.254"],
    ["10.77.0.9-20", "10.77.0.9-10.77.0.20", "10.77.0.9", "10.77.0.20"],
    ["10.77.0.250 - 10.77.1.5", "10.77.0.250-10.77.1.5", "10.77.0.250", "10.77.1.5"],
    ["100.64.0.1", "100.64.0.1", "100.64.0.1", "100.64.0.1"],
    ["169.254.1.2", "169.254.1.2", "169.254.1.2", "169.254.1.2"],
    ["127.0.0.1", "127.0.0.1", "127.0.0.1", "127.0.0.1"],
  ])("%j", (text, ...expected) => expect(parsed(text)).toEqual(expected));

  it.each([
    ["", "malformed"],
    ["pc-01", "malformed"],
    ["10.77.0", "malformed"],
    ["10.77.0.0/33", "malformed"],
    ["10.77.0.0/", "malformed"],
    ["10.77.0.256", "malformed"],
    ["10.77.0.1-256", "malformed"],
    ["10.77.0.9-5", "malformed"],
    ["10.77.0.1-10.77.0.5/24", "malformed"],
    ["8.8.8.8", "public"],
    ["192.0.2.0/24", "public"],
    ["172.32.0.1", "public"],
    ["0.0.0.0/0", "public"],
    ["224.0.0.251", "public"],
    ["255.255.255.255", "public"],
    ["10.255.255.250-11.0.0.5", "public"],
    ["192.168.0.0/15", "public"],
    ["10.0.0.0/15", "too-large"],
    ["10.0.0.0-10.1.0.0", "too-large"],
    ["::1", "ipv6"],
    ["fe80::1%eth0", "ipv6"],
    ["fd00::/64", "ipv6"],
    ["::ffff:10.77.0.9", "ipv6"],
  ])("refuses %j: %s", (text, reason) => {
    expect(() => parseTarget(text)).toThrow(
      expect.objectContaining({ code: "INVALID_ARGUMENT", details: { target: text, reason } }),
    );
  });

  it("says what is wrong and what to do", () => {
    expect(() => parseTarget("8.8.8.0/24")).toThrow(
      '"8.8.8.0/24" is no private network; only these are scanned: 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16, 100.64.0.0/10, 169.254.0.0/16, 127.0.0.0/8.',
    );
    expect(() => parseTarget("10.0.0.0/8")).toThrow(
      '"10.0.0.0/8" has 16777216 addresses; at most 65536 are scanned.',
    );
    expect(() => parseTarget("pc-01")).toThrow('"pc-01" names no addresses to scan; name an address');
    expect(() => parseTarget("x".repeat(1_000))).toThrow(/^.{1,250}$/);
  });

  it("gives private addresses or refuses, whatever it is given", () => {
    const word = fc.oneof(
      fc.string(),
      fc.stringMatching(/^(1\d\d|10|127)\.\d{1,3}\.\d{1,3}\.\d{1,3}(\/\d{1,2}|-[\d.]{1,9})?$/),
    );
    fc.assert(
      fc.property(word, (text) => {
        try {
          const { range } = parseTarget(text);
          expect(formatIpv4(range.first)).toMatch(/^(10|172|192|100|169|127)\./);
          expect(range.last - range.first).toBeLessThan(maxScanAddresses);
          expect(range.last).toBeGreaterThanOrEqual(range.first);
        } catch (error) {
          if (!(error instanceof AfpoolsError)) throw error;
          expect(error.code).toBe("INVALID_ARGUMENT");
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
