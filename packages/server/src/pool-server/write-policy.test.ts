import { MemoryStore } from "@afpools/core";
import { expect, it } from "vitest";
import { createPoolServer } from "./pool-server.js";
import { authorOf, mayWrite, writePolicies, writeRefusal } from "./write-policy.js";

const local = { address: "127.0.0.1", loopback: true };
const far = { address: "10.1.2.3", loopback: false };

it.each([
  ["off", [false, false, false, false]],
  ["loopback", [true, false, true, false]],
  ["tls-clients", [false, false, true, true]],
  ["anyone-without-tls", [true, true, true, true]],
] as const)("%s: here and elsewhere, plain and by certificate", (policy, expected) => {
  const peers = [local, far, { ...local, certificate: "anna" }, { ...far, certificate: "anna" }];
  expect(peers.map((peer) => mayWrite(policy, peer))).toEqual(expected);
});

it.each(writePolicies)("a refusal under %s says what to do", (policy) => {
  expect(writeRefusal(policy, far)).toMatchObject({ code: "FORBIDDEN" });
  expect(writeRefusal(policy, far).message).toMatch(/Set|set|Connect/);
});

it("an author is who the certificate says, with what was said beside it, as far as there is room", () => {
  const certain = { ...far, certificate: "ws-17" };
  expect(authorOf(far, "ben")).toEqual({ name: "ben", origin: "protocol 10.1.2.3", role: "editor" });
  expect(authorOf(certain, "ws-17")).toEqual({ name: "ws-17", origin: "tls 10.1.2.3", role: "editor" });
  expect(authorOf(certain, "ben")).toMatchObject({ origin: "tls 10.1.2.3, says ben" });
  const { origin } = authorOf(certain, "😀".repeat(50));
  expect(origin.length).toBeLessThanOrEqual(100);
  expect(origin).not.toMatch(/\p{Cs}/u);
});

it("a server that is made with no policy is refused at once", () => {
  const writes = "loopbak" as (typeof writePolicies)[number];
  expect(() => createPoolServer({ store: new MemoryStore(), writes })).toThrow(
    expect.objectContaining({
      code: "INVALID_CONFIG",
      message: 'writes is "loopbak"; it is one of off, loopback, tls-clients, anyone-without-tls.',
    }),
  );
});
