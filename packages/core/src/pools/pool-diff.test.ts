import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hostKey } from "../hosts/host-name.js";
import { poolHost } from "./pool.js";
import {
  applyDiff,
  diffPools,
  emptyPoolContent,
  invertDiff,
  isEmptyDiff,
  type PoolContent,
} from "./pool-diff.js";

const hosts = fc.uniqueArray(
  fc.record({
    name: fc.constantFrom("pc-1", "PC-1", "pc-2", "Pc-2", "pc-3", "ws-1"),
    engine: fc.constantFrom("", "3.4.1"),
    ip: fc.constantFrom("", "10.0.0.1"),
    port: fc.constant(""),
  }),
  { selector: (host) => hostKey(host.name) },
);
const rules = fc.uniqueArray(fc.constantFrom("lt-*", "LT-*", "ws-?", "*"), {
  selector: (rule) => rule.toLowerCase(),
});
const contents: fc.Arbitrary<PoolContent> = fc.record(
  {
    name: fc.constantFrom("gpu", "GPU", "nuke"),
    description: fc.constantFrom("", "fast"),
    hosts,
    rules,
    restartStrays: fc.constant(true),
  },
  { requiredKeys: ["name", "description", "hosts", "rules"] },
);

/** The content without regard to the order of its lists. */
const asSets = (content: PoolContent) => ({
  ...content,
  hosts: [...content.hosts].sort((a, b) => (hostKey(a.name) < hostKey(b.name) ? -1 : 1)),
  rules: [...content.rules].sort(),
});

describe("a diff", () => {
  it("makes the one pool of the other, and its inverse makes the one again", () => {
    fc.assert(
      fc.property(contents, contents, (before, after) => {
        const diff = diffPools(before, after);
        expect(asSets(applyDiff(before, diff))).toEqual(asSets(after));
        expect(asSets(applyDiff(applyDiff(before, diff), invertDiff(diff)))).toEqual(asSets(before));
        expect(invertDiff(invertDiff(diff))).toEqual(diff);
      }),
    );
  });

  it("is empty for the same pool, and only for it", () => {
    fc.assert(
      fc.property(contents, contents, (before, after) => {
        expect(diffPools(before, before)).toEqual({});
        const same = JSON.stringify(asSets(before)) === JSON.stringify(asSets(after));
        expect(isEmptyDiff(diffPools(before, after))).toBe(same);
      }),
    );
  });

  it("leaves what is done already as it is", () => {
    fc.assert(
      fc.property(contents, contents, (before, after) => {
        const diff = diffPools(before, after);
        const done = applyDiff(before, diff);
        expect(asSets(applyDiff(done, diff))).toEqual(asSets(done));
      }),
    );
  });

  it("leads from nothing to a pool and back to nothing", () => {
    fc.assert(
      fc.property(contents, (pool) => {
        expect(applyDiff(emptyPoolContent, diffPools(emptyPoolContent, pool))).toEqual(pool);
        expect(applyDiff(pool, diffPools(pool, emptyPoolContent))).toEqual(emptyPoolContent);
      }),
    );
  });

  it("says only what differs, a respelled host as removed and added", () => {
    const before = { ...emptyPoolContent, name: "gpu", hosts: [poolHost("pc-1"), poolHost("PC-2")] };
    const after = { ...before, hosts: [poolHost("pc-1"), poolHost("pc-2")], rules: ["lt-*"] };
    expect(diffPools(before, after)).toEqual({
      hosts: { removed: [poolHost("PC-2")], added: [poolHost("pc-2")] },
      rules: { removed: [], added: ["lt-*"] },
    });
  });

  it("keeps the order of the hosts that stay, and adds at the end", () => {
    const pool = { ...emptyPoolContent, hosts: ["c", "b", "a"].map(poolHost) };
    const diff = { hosts: { removed: [poolHost("B")], added: [poolHost("d"), poolHost("A")] } };
    expect(applyDiff(pool, diff).hosts.map((host) => host.name)).toEqual(["c", "a", "d"]);
  });
});
