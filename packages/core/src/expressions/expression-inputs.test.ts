import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Farm, type FarmHost } from "../farm/farm.js";
import { findPool } from "../pools/find-pool.js";
import { aPool } from "../testing/fixtures.js";
import { ExpressionInputs } from "./expression-inputs.js";
import { parseExpression } from "./parse-expression.js";
import { resolveExpression } from "./resolve-expression.js";

const pools = [aPool("gpu", ["pc-1", "ws-1"]), aPool("night", [], ["ws-*"])];
const expressions = [
  "gpu",
  "night & ram>=64G",
  "gpu - ram<64G",
  "ws-* - os:windows",
  "native:/fx",
  "os:linux",
];

const aHost = fc.record({
  name: fc.constantFrom("pc-1", "ws-1", "WS-1", "ws-2", "lt-1"),
  online: fc.boolean(),
  nativePool: fc.constantFrom("/", "/fx"),
  facts: fc.record(
    { ram: fc.constantFrom(32e9, 64e9), os: fc.constantFrom("unix linux", "windows 11") },
    { requiredKeys: [] },
  ),
});

const meant = (text: string, farm: Farm) => {
  const { hosts, unknown } = resolveExpression(text, pools, farm);
  return JSON.stringify([
    hosts.map(({ renders, ...host }) => [host, renders.map(({ name }) => name)]),
    unknown.length,
  ]);
};

describe("ExpressionInputs", () => {
  it("are the same only while the expression means the same", () => {
    fc.assert(
      fc.property(fc.array(fc.array(aHost, { maxLength: 6 }), { minLength: 2, maxLength: 6 }), (farms) => {
        const inputs = new ExpressionInputs();
        const last = new Map<string, { readonly of: readonly unknown[]; readonly meant: string }>();
        for (const farm of farms.map((hosts) => new Farm(hosts))) {
          for (const text of expressions) {
            const of = inputs.of(parseExpression(text), pools, farm, (name) => findPool(pools, name));
            const before = last.get(text);
            const now = meant(text, farm);
            const isSame =
              before?.of.length === of.length && before.of.every((value, at) => value === of[at]);
            if (isSame) expect(now, text).toBe(before.meant);
            last.set(text, { of, meant: now });
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it("stay the same for expressions that a change of facts does not concern", () => {
    const inputs = new ExpressionInputs();
    const hosts: FarmHost[] = [
      { name: "pc-1", online: true, facts: { ram: 64e9, users: [] } },
      { name: "ws-1", online: true, facts: { ram: 32e9, users: [] } },
    ];
    const after = [
      hosts[0] as FarmHost,
      { name: "ws-1", online: true, facts: { ram: 32e9, users: ["anna"] } },
    ];
    const of = (text: string, farm: Farm) => inputs.of(parseExpression(text), pools, farm, () => undefined);
    const [before, now] = [new Farm(hosts), new Farm(after)];
    const [ram, user] = [of("ram>=64G", before), of("user:none", before)];
    expect(of("ram>=64G", now)[0]).toBe(ram[0]);
    expect(of("user:none", now)[0]).not.toBe(user[0]);
  });
});
