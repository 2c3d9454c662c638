import { expect, it } from "vitest";
import { peerOf } from "./peer.js";

it.each([
  ["127.0.0.1", "127.0.0.1", true],
  ["127.8.9.10", "127.8.9.10", true],
  ["::1", "::1", true],
  ["::ffff:127.0.0.1", "127.0.0.1", true],
  ["::ffff:10.0.0.7", "10.0.0.7", false],
  ["10.0.0.7", "10.0.0.7", false],
  ["fe80::1", "fe80::1", false],
  ["::ffff:7f00:1", "::ffff:7f00:1", false],
  ["1270::1", "1270::1", false],
  [undefined, "unknown", false],
])("%s is %s, on this machine: %s", (remote, address, loopback) => {
  expect(peerOf(remote)).toEqual({ address, loopback });
});
