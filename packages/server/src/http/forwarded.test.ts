import { describe, expect, it } from "vitest";
import { TrustedProxies } from "../listen/trusted-proxies.js";
import { clientBehindProxies } from "./forwarded.js";

const trusted = new TrustedProxies(["10.0.0.0/8", "fd00::/8"]);
const proxy = { address: "10.0.0.1", isSecure: false };

const clientOf = (headers: Record<string, string>, connection = proxy) =>
  clientBehindProxies(connection, { host: "upstream", ...headers }, trusted);

describe("the client of a request", () => {
  it("is that of the connection where this is no trusted proxy, whatever its headers say", () => {
    const connection = { address: "192.0.2.1", isSecure: false };
    const headers = {
      forwarded: "for=1.2.3.4;proto=https;host=evil.example",
      "x-forwarded-for": "1.2.3.4",
    };
    expect(clientOf(headers, connection)).toEqual({ ...connection, host: "upstream" });
    expect(clientOf({})).toEqual({ ...proxy, host: "upstream" });
  });

  it.each([
    ["for=192.0.2.43", "192.0.2.43"],
    ['For="192.0.2.43:4711"', "192.0.2.43"],
    ['for="[2001:db8:cafe::17]:4711"', "2001:db8:cafe::17"],
    ["for=198.51.100.9, for=192.0.2.43", "192.0.2.43"],
    ["for=198.51.100.9, for=192.0.2.43, for=10.0.0.2", "192.0.2.43"],
    ['for="198.51.100.9, for=203.0.113.1", for=192.0.2.43', "192.0.2.43"],
    ['for=192.0.2.43;by="a;b,c\\",d"', "192.0.2.43"],
    ["for=10.0.0.3, for=10.0.0.2", "10.0.0.3"],
    ["for=1.2.3.4, for=_hidden, for=10.0.0.2", "10.0.0.2"],
    ["for=1.2.3.4, for=unknown", "10.0.0.1"],
    ["nonsense", "10.0.0.1"],
    ['for="192.0.2.43', "10.0.0.1"],
    ["", "10.0.0.1"],
  ])("stands in Forwarded: %s is from %s", (forwarded, address) => {
    expect(clientOf({ forwarded }).address).toBe(address);
  });

  it("comes with scheme and host of its own step", () => {
    const forwarded =
      "for=1.2.3.4;proto=http;host=evil.example, for=192.0.2.43;proto=https;host=pools.studio, for=10.0.0.2;proto=https";
    expect(clientOf({ forwarded })).toEqual({ address: "192.0.2.43", isSecure: true, host: "pools.studio" });
  });

  it.each([
    ["192.0.2.43", "192.0.2.43"],
    ["1.2.3.4, 192.0.2.43", "192.0.2.43"],
    ["1.2.3.4, 192.0.2.43,10.0.0.2", "192.0.2.43"],
    ["192.0.2.43:4711", "192.0.2.43"],
    ["2001:db8::1", "2001:db8::1"],
    ["[2001:db8::1]:80", "2001:db8::1"],
    ["1.2.3.4, what", "10.0.0.1"],
    ["", "10.0.0.1"],
  ])("stands in X-Forwarded-For: %s is from %s", (addresses, address) => {
    expect(clientOf({ "x-forwarded-for": addresses }).address).toBe(address);
  });

  it.each<[string, Record<string, string>, boolean, boolean]>([
    ["not said", { forwarded: "for=192.0.2.43" }, true, true],
    ["http", { forwarded: "for=192.0.2.43;proto=http" }, true, false],
    ["HTTPS", { forwarded: "for=192.0.2.43;PROTO= HTTPS " }, false, true],
    ["unknown", { forwarded: "for=192.0.2.43;proto=what" }, true, false],
    ["not said", { "x-forwarded-for": "192.0.2.43" }, true, true],
    ["empty", { "x-forwarded-for": "192.0.2.43", "x-forwarded-proto": "" }, true, false],
    ["HTTPS", { "x-forwarded-for": "192.0.2.43", "x-forwarded-proto": "http, HTTPS" }, false, true],
  ])("is asked by a scheme that is %s: %j", (_, headers, before, after) => {
    expect(clientOf(headers, { ...proxy, isSecure: before }).isSecure).toBe(after);
  });

  it("is asked by the last host and scheme, of the last step alone", () => {
    const headers = {
      "x-forwarded-for": "192.0.2.43, 10.0.0.2",
      "x-forwarded-host": "evil.example, pools.studio",
      "x-forwarded-proto": "http, https",
    };
    expect(clientOf(headers)).toEqual({ address: "192.0.2.43", isSecure: true, host: "pools.studio" });
    const one = { ...headers, "x-forwarded-for": "10.0.0.3, 192.0.2.43" };
    expect(clientOf(one)).toEqual({ address: "192.0.2.43", isSecure: true, host: "pools.studio" });
  });

  it.each([
    ['for="192.0.2.43" x', "10.0.0.1"],
    ['for=x "192.0.2.43"', "10.0.0.1"],
    ['for="192.0.2\\.43"', "192.0.2.43"],
    ["for= 192.0.2.43 ", "192.0.2.43"],
    ["for=unknown, for=10.0.0.3", "10.0.0.3"],
  ])("is read exactly: %s is from %s", (forwarded, address) => {
    expect(clientOf({ forwarded }).address).toBe(address);
  });

  it("has the scheme and host of X-Forwarded-Proto and X-Forwarded-Host", () => {
    const headers = {
      "x-forwarded-for": "1.2.3.4, 192.0.2.43",
      "x-forwarded-proto": "http, https",
      "x-forwarded-host": "evil.example, pools.studio",
    };
    expect(clientOf(headers)).toEqual({ address: "192.0.2.43", isSecure: true, host: "pools.studio" });
  });

  it("is not told by two headers that differ: one of them is the client's own", () => {
    expect(() => clientOf({ forwarded: "for=1.2.3.4", "x-forwarded-for": "192.0.2.43" })).toThrow(
      expect.objectContaining({ code: "MALFORMED_MESSAGE" }),
    );
    const same = { forwarded: "for=192.0.2.43;proto=https", "x-forwarded-for": "192.0.2.43" };
    expect(clientOf(same)).toMatchObject({ address: "192.0.2.43", isSecure: true });
  });
});
