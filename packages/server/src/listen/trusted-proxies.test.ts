import { expect, it } from "vitest";
import { TrustedProxies } from "./trusted-proxies.js";

it("are single addresses and networks", () => {
  const proxies = new TrustedProxies(["10.1.0.0/16", "192.0.2.1", "fd00::/8", "::1"]);
  const trusted = ["10.1.2.3", "192.0.2.1", "fd12::1", "::1", "::ffff:10.1.2.3"];
  expect(trusted.filter((address) => !proxies.has(address))).toEqual([]);
  const others = ["10.2.0.1", "192.0.2.2", "fe80::1", "::2", "127.0.0.1", "unknown", ""];
  expect(others.filter((address) => proxies.has(address))).toEqual([]);
});

it("are none unless they are named", () => {
  expect(new TrustedProxies().has("127.0.0.1")).toBe(false);
});

it.each([
  "pools.studio",
  "10.0.0.0/33",
  "10.0.0.0/",
  "10.0.0/8",
  "10.0.0.0/8/8",
  "10.0.0.0/-1",
  "10.0.0.0/8x",
  "fd00::/129",
])("%s is none", (word) => {
  expect(() => new TrustedProxies([word])).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" }));
});

it("may be networks of one address", () => {
  const proxies = new TrustedProxies(["10.0.0.1/32", "fd00::1/128"]);
  expect(["10.0.0.1", "10.0.0.2", "fd00::1", "fd00::2"].map((address) => proxies.has(address))).toEqual([
    true,
    false,
    true,
    false,
  ]);
});
