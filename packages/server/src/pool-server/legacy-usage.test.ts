import { expect, it } from "vitest";
import { LegacyUsage } from "./legacy-usage.js";

const peer = (address: string) => ({ address, loopback: address.startsWith("127.") });

it("counts each address once, and as cut by its last answer", () => {
  const usage = new LegacyUsage();
  expect(usage.answered(peer("10.0.0.1"), 1_448)).toBe(false);
  expect(usage.answered(peer("10.0.0.2"), 1_449)).toBe(true);
  expect(usage.answered(peer("10.0.0.1"), 1_449)).toBe(true);
  expect(usage.counts).toEqual({ clients: 2, cut: 2, bytes: 1_449 });
  usage.answered(peer("10.0.0.2"), 10);
  expect(usage.counts).toEqual({ clients: 2, cut: 1, bytes: 10 });
});

it("does not count answers to this machine as cut", () => {
  const usage = new LegacyUsage();
  expect(usage.answered(peer("127.0.0.1"), 20_000)).toBe(false);
  expect(usage.counts).toEqual({ clients: 1, cut: 0, bytes: 20_000 });
});

it("forgets who did not ask for a day", () => {
  let now = 0;
  const usage = new LegacyUsage(() => now);
  usage.answered(peer("10.0.0.1"), 5_000);
  now = 60_000;
  usage.answered(peer("10.0.0.2"), 5_000);
  now = 24 * 60 * 60_000;
  expect(usage.counts).toEqual({ clients: 1, cut: 1, bytes: 5_000 });
});

it("remembers 10,000 addresses", () => {
  const usage = new LegacyUsage();
  for (let number = 0; number < 10_001; number += 1) usage.answered(peer(`client-${number}`), 10);
  expect(usage.counts.clients).toBe(10_000);
});
