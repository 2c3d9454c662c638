import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Farm, type FarmHost } from "../farm/farm.js";
import { findPool } from "../pools/find-pool.js";
import { aPool } from "../testing/fixtures.js";
import { ExpressionInputs } from "./expression-inputs.js";
import { parseExpression } from "./parse-expression.js";
import { resolveExpression } from "./resolve-expression.js";

const pools = [
  aPool("gpu", ["pc-1", "ws-1"]),
  aPool("night", [], ["ws-*"]),
  aPool("big", ["lt-1"], ["fast & ram>=64G", "ws-1"]),
  aPool("fast", [], ["night - os:windows", "native:/fx"]),
  aPool("desks", [], ["ws-*", "ram>=64G", "never WS-1", "never os:windows"]),
  aPool("hold:a", ["ws-2"], ["fast & os:windows"]),
];
const expressions = [
  "gpu",
  "night & ram>=64G",
  "gpu - ram<64G",
  "ws-* - os:windows",
  "native:/fx",
  "os:linux",
  "big",
  "big - night",
  "desks",
  "desks - gpu",
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
  it("are those of pools that name each other, however many", () => {
    const chain = Array.from({ length: 5_000 }, (_, at) => aPool(`c${at}`, [], [`"c${(at + 1) % 5_000}"`]));
    const inputs = new ExpressionInputs();
    const found = inputs.of(parseExpression("c0"), chain, undefined, (name) => findPool(chain, name));
    expect(new Set(found).size).toBe(5_000);
  });

  it("are of another generation when a host of theirs changes, and no other does", () => {
    const inputs = new ExpressionInputs();
    const facts = { os: "unix linux" };
    const host = (name: string): FarmHost => ({ name, online: true, nativePool: "/", facts });
    const farm = new Farm([host("ws-1"), host("pc-1")]);
    const expression = parseExpression("gpu");
    inputs.of(expression, pools, farm, (name) => findPool(pools, name));
    const before = inputs.generation(farm);
    const others = farm.with([host("x-1"), { ...host("pc-1"), online: false }], ["ws-3"]);
    expect(inputs.generation(others)).toBe(before);
    for (const changed of [farm.with([], ["pc-1"]), farm.with([host("PC-1")]), farm.with([host("ws-9")])]) {
      inputs.of(expression, pools, others, (name) => findPool(pools, name));
      const last = inputs.generation(others);
      expect(inputs.generation(changed)).not.toBe(last);
    }
  });

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
    expect(of("ram>=64G", now).at(-1)).toBe(ram.at(-1));
    expect(of("user:none", now).at(-1)).not.toBe(user.at(-1));
  });

  it("stay the same for a fact of which each host has as much as before", () => {
    const inputs = new ExpressionInputs();
    const farmWith = (ram: number) => new Farm([{ name: "ws-1", online: true, facts: { ram } }]);
    const of = (text: string, farm: Farm) =>
      inputs.of(parseExpression(text), pools, farm, (name) => findPool(pools, name));
    const before = farmWith(96e9);
    const [big, pattern] = [of("big", before), of("ws-*", before)];
    const after = farmWith(128e9);
    expect(of("big", after)).toEqual(big);
    expect(of("big", after).every((value, at) => value === big[at])).toBe(true);
    expect(of("ws-*", after).at(-1)).toBe(pattern.at(-1));
    expect(of("big", farmWith(32e9)).every((value, at) => value === big[at])).toBe(false);
  });

  it("stay the same for a pool whose rules do not name the pool that changed", () => {
    const inputs = new ExpressionInputs();
    const farm = new Farm([]);
    const of = (now: typeof pools) =>
      inputs.of(parseExpression("big"), now, farm, (name) => findPool(now, name));
    const before = of(pools);
    const withNew = [...pools, aPool("new", ["pc-2"])];
    expect(of(withNew).every((value, at) => value === before[at])).toBe(true);
    const withOther = pools.map((pool) => (pool.name === "night" ? { ...pool, hosts: [] } : pool));
    expect(of(withOther).every((value, at) => value === before[at])).toBe(false);
  });
});
