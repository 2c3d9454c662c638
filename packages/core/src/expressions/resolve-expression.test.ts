import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Farm } from "../farm/farm.js";
import { hostKey } from "../hosts/host-name.js";
import { poolHost } from "../pools/pool.js";
import { aFarm, aPool } from "../testing/fixtures.js";
import type { PoolExpression } from "./expression.js";
import { parseExpression } from "./parse-expression.js";
import { resolveExpression } from "./resolve-expression.js";

const gpu = aPool("gpu", ["pc-01", "pc-02", "pc-03"]);
const nuke = aPool("nuke", ["PC-02", "pc-04"], ["lt-*"]);
const heavy = aPool("Heavy Sim", ["ws-01"]);
const pools = [gpu, nuke, heavy];
const farm = aFarm("pc-01", "PC-02", "pc-03", "pc-04", "lt-01", "lt-02", "ws-01", "ws-02");

const names = (expression: string, known: Farm | undefined = farm) =>
  resolveExpression(expression, pools, known).hosts.map((host) => host.name);

describe("resolveExpression", () => {
  it.each([
    ["gpu", ["pc-01", "PC-02", "pc-03"]],
    ["GPU", ["pc-01", "PC-02", "pc-03"]],
    ["nuke", ["lt-01", "lt-02", "PC-02", "pc-04"]],
    ["gpu + nuke", ["lt-01", "lt-02", "pc-01", "PC-02", "pc-03", "pc-04"]],
    ["gpu - nuke", ["pc-01", "pc-03"]],
    ["gpu & nuke", ["PC-02"]],
    ['"heavy sim"', ["ws-01"]],
    ["gpu - gpu", []],
    ["lt-* + host:pc-01", ["lt-01", "lt-02", "pc-01"]],
    ["* - gpu - nuke", ["ws-01", "ws-02"]],
    ["host:pc-[01-03] & gpu", ["pc-01", "PC-02", "pc-03"]],
    ["gpu - host:pc-02 + host:pc-02", ["pc-01", "PC-02", "pc-03"]],
    [gpu.id, ["pc-01", "PC-02", "pc-03"]],
  ])("%s", (expression, expected) => expect(names(expression)).toEqual(expected));

  it("takes names that the farm does not know as typed", () => {
    const { hosts } = resolveExpression("host:New-[1-2] + gpu", pools, aFarm("pc-01"));
    expect(hosts.map(({ name, renders }) => [name, renders.length])).toEqual([
      ["New-1", 0],
      ["New-2", 0],
      ["pc-01", 1],
      ["pc-02", 0],
      ["pc-03", 0],
    ]);
  });

  it("compares patterns with the named members when no farm is known", () => {
    expect(resolveExpression("pc-* - gpu", pools).hosts.map((host) => host.name)).toEqual(["pc-04"]);
    expect(resolveExpression("nuke", pools).hosts.map((host) => host.name)).toEqual(["PC-02", "pc-04"]);
  });

  it("has one host with all its renders where renders differ by case only", () => {
    const { hosts } = resolveExpression("pc-*", [], aFarm("pc-1", "PC-1"));
    expect(hosts).toHaveLength(1);
    expect(hosts[0]?.renders.map((render) => render.name)).toEqual(["PC-1", "pc-1"]);
  });

  it("says why a host is in: by the leftmost part that takes it in", () => {
    const { hosts } = resolveExpression("gpu + nuke + lt-0? + ws-*", pools, farm);
    const reasons = Object.fromEntries(hosts.map(({ name, reason }) => [name, reason]));
    expect(reasons).toEqual({
      "pc-01": { pool: "gpu", by: "name" },
      "PC-02": { pool: "gpu", by: "name" },
      "pc-03": { pool: "gpu", by: "name" },
      "pc-04": { pool: "nuke", by: "name" },
      "lt-01": { pool: "nuke", by: "rule", rule: "lt-*" },
      "lt-02": { pool: "nuke", by: "rule", rule: "lt-*" },
      "ws-01": { by: "pattern", pattern: "ws-*" },
      "ws-02": { by: "pattern", pattern: "ws-*" },
    });
  });

  const removals = (expression: string) =>
    resolveExpression(expression, pools, farm).removed.map(({ name, removedBy }) => `${name} ${removedBy}`);

  it.each([
    ["gpu - nuke", ["PC-02 - nuke"]],
    ["gpu & (nuke + ws-*)", ["pc-01 & (nuke + host:ws-*)", "pc-03 & (nuke + host:ws-*)"]],
    ["gpu - nuke - host:pc-01", ["pc-01 - host:pc-01", "PC-02 - nuke"]],
    ["gpu - nuke + host:pc-02", []],
    ["gpu - (nuke - host:pc-02)", []],
    ["ws-* - (gpu - nuke)", []],
    ["gpu + nuke", []],
  ])("says what %s took in first and left out then", (expression, expected) => {
    expect(removals(expression)).toEqual(expected);
  });

  it("gives the pools that it names, each once, and its normal form", () => {
    const resolution = resolveExpression('nuke+(GPU & "nuke")', pools, farm);
    expect(resolution.pools).toEqual([nuke, gpu]);
    expect(resolution.expression).toBe("nuke + GPU & nuke");
  });

  it("takes an id before a name, as stores do", () => {
    const impostor = aPool(gpu.id, ["evil"]);
    expect(resolveExpression(gpu.id, [impostor, gpu]).pools).toEqual([gpu]);
  });

  it("takes names in any Unicode normal form", () => {
    const cafe = aPool("Caf\u00e9", ["pc-01"]);
    expect(resolveExpression("cafe\u0301", [cafe]).pools).toEqual([cafe]);
  });

  it.each([
    ["🎬+ nukee", 4, "nukee", ' Did you mean "nuke"?', "nuke"],
    ["gpu + pc-01", 7, "pc-01", " For hosts, write host:pc-01.", undefined],
    ["gpu + xx-[01-20]", 7, "xx-[01-20]", " For hosts, write host:xx-[01-20].", undefined],
    ["something", 1, "something", "", undefined],
  ])("refuses the unknown pool of %j", (expression, column, pool, hint, suggestion) => {
    const known = [...pools, aPool("🎬")];
    expect(() => resolveExpression(expression, known, farm)).toThrow(
      expect.objectContaining({
        code: "POOL_NOT_FOUND",
        message: `There is no pool ${JSON.stringify(pool)}.${hint}`,
        details: { pool, expression, column, ...(suggestion && { suggestion }) },
      }),
    );
  });

  it("takes the hosts of one of Afanasy's own pools and of those below it", () => {
    const tree = { "pc-1": "/", "pc-2": "/fx", "PC-3": "/fx/night", "pc-4": "/fx2", "pc-5": undefined };
    const known = new Farm(
      Object.entries(tree).map(([name, nativePool]) => ({
        name,
        online: true,
        ...(nativePool && { nativePool }),
      })),
    );
    expect(names("native:/fx", known)).toEqual(["pc-2", "PC-3"]);
    expect(names("native:/", known)).toEqual(["pc-1", "pc-2", "PC-3", "pc-4"]);
    expect(names("native:/nope", known)).toEqual([]);
    const resolution = resolveExpression("gpu & native:/fx", pools, known);
    expect(resolution.expression).toBe("gpu & native:/fx");
    expect(resolution.removed.map(({ name, removedBy }) => `${name} ${removedBy}`)).toEqual([
      "pc-01 & native:/fx",
      "pc-02 & native:/fx",
      "pc-03 & native:/fx",
    ]);
  });

  it("takes hosts by what they are, and says of which it is not known", () => {
    const known = new Farm([
      { name: "pc-01", online: true, facts: { ram: 128e9, os: "windows 11", gpu: "NVIDIA RTX A6000" } },
      { name: "pc-02", online: true, facts: { ram: 32e9, os: "unix linux 64 debian 12", gpu: "" } },
      { name: "pc-03", online: false },
    ]);
    const { hosts, unknown, expression } = resolveExpression('RAM>=64G & gpu:"rtx a6000"', [], known);
    expect(hosts.map(({ name, reason }) => [name, reason])).toEqual([
      ["pc-01", { by: "fact", fact: "ram>=64G" }],
    ]);
    expect(unknown.map(({ name, fact, operand }) => [name, fact, operand])).toEqual([
      ["pc-03", "ram", "ram>=64G"],
    ]);
    expect(expression).toBe('ram>=64G & gpu:"rtx a6000"');
    expect(names("gpu - ram>=64G", known)).toEqual(["pc-02"]);
    expect(names("pc-* - gpu:none", known)).toEqual(["pc-01"]);
    expect(names("os:linux + os:windows", known)).toEqual(["pc-01", "pc-02"]);
  });

  it("takes a host that the farm does not know in by name, and by no fact", () => {
    expect(names("gpu - ram<64G", aFarm("pc-01"))).toEqual([]);
    expect(names("gpu & ram<64G", aFarm("pc-01"))).toEqual([]);
    expect(names("gpu + ram<64G", aFarm("pc-01"))).toEqual(["pc-01", "pc-02", "pc-03"]);
    expect(names("gpu - (ram<64G - gpu)", aFarm("pc-01"))).toEqual(["pc-01", "pc-02", "pc-03"]);
  });

  it("gives no column for an expression that is not a text", () => {
    expect(() => resolveExpression(parseExpression("x + y"), [])).toThrow(
      expect.objectContaining({ details: { pool: "x" } }),
    );
  });

  it("sees what was put in a list of pools between two calls", () => {
    const list = [gpu];
    const found = () => resolveExpression("*", list).hosts.length;
    expect(found()).toBe(3);
    list.push(nuke);
    expect(found()).toBe(4);
    list[0] = { ...gpu, hosts: [poolHost("pc-99")] };
    expect(found()).toBe(3);
  });

  it("resolves the longest chains without running out of stack", () => {
    const chain = Array.from({ length: 500 }, (_, index) => (index % 2 ? "nuke" : "gpu")).join(" + ");
    expect(names(chain)).toHaveLength(6);
    expect(names(chain.replaceAll("+", "-"))).toEqual([]);
  });
});

describe("the algebra of expressions", () => {
  /** The farm does not know the last one. */
  const hosts = ["pc-1", "PC-2", "ws-1", "ws-2", "lt-1", "new-1"];
  const operands = [
    "a",
    "b",
    "c",
    "ws-*",
    "host:pc-1",
    "host:pc-[1-2]",
    "native:/lt",
    "ram>=64G",
    "user:none",
  ];
  const aPools = fc.tuple(fc.subarray(hosts), fc.subarray(hosts), fc.subarray(hosts)).map(([a, b, c]) => [
    aPool("a", a, ["lt-*"]),
    aPool("b", b),
    aPool(
      "c",
      c.map((name) => name.toUpperCase()),
    ),
  ]);
  const texts = fc.letrec<{ text: string }>((tie) => ({
    text: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.constantFrom(...operands),
      fc
        .tuple(tie("text"), fc.constantFrom("+", "-", "&"), tie("text"))
        .map(([left, sign, right]) => `(${left}) ${sign} (${right})`),
    ),
  })).text;

  const known = new Farm(
    hosts.slice(0, -1).map((name) => ({
      name,
      online: true,
      nativePool: name.startsWith("lt-") ? "/lt/old" : "/",
      ...(name !== "pc-1" && {
        facts: { ram: name === "ws-2" ? 128e9 : 32e9, ...(name !== "lt-1" && { users: [] }) },
      }),
    })),
  );
  const set = (text: string, some: Parameters<typeof resolveExpression>[1]) =>
    resolveExpression(text, some, known)
      .hosts.map((host) => hostKey(host.name))
      .sort();

  const not = (value: boolean | undefined) => (value === undefined ? undefined : !value);
  const both = (a: boolean | undefined, b: boolean | undefined) =>
    a === false || b === false ? false : a === undefined || b === undefined ? undefined : true;

  it("gives the set that a naive model gives", () => {
    fc.assert(
      fc.property(aPools, texts, (some, text) => {
        /** Nothing where it is not known. */
        const isIn = (expression: PoolExpression, host: string): boolean | undefined => {
          switch (expression.kind) {
            case "pool": {
              const pool = some.find(({ name }) => name === expression.name);
              const named = pool?.hosts.some(({ name }) => hostKey(name) === host) ?? false;
              return named || (expression.name === "a" && host === "lt-1");
            }
            case "native":
              return host.startsWith("lt-");
            case "hosts":
              if (expression.pattern === "ws-*") return host.startsWith("ws-");
              return expression.pattern === "pc-1" ? host === "pc-1" : host === "pc-1" || host === "pc-2";
            case "fact":
              if (host === "new-1" || host === "pc-1") return undefined;
              if (expression.fact === "user") return host === "lt-1" ? undefined : true;
              return host === "ws-2";
            case "union":
              return not(both(not(isIn(expression.left, host)), not(isIn(expression.right, host))));
            case "difference":
              return both(isIn(expression.left, host), not(isIn(expression.right, host)));
            case "intersection":
              return both(isIn(expression.left, host), isIn(expression.right, host));
          }
        };
        const parsed = parseExpression(text);
        const keys = hosts.map(hostKey).sort();
        expect(set(text, some)).toEqual(keys.filter((host) => isIn(parsed, host)));
        const { unknown } = resolveExpression(text, some, known);
        const ofFarm = unknown.map(({ name }) => hostKey(name)).filter((host) => host !== "new-1");
        expect(ofFarm.sort()).toEqual(
          keys.filter((host) => isIn(parsed, host) === undefined && host !== "new-1"),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("reports no host both as in and as removed, and no host twice", () => {
    fc.assert(
      fc.property(aPools, texts, (some, text) => {
        const { hosts: inside, removed, unknown } = resolveExpression(text, some, known);
        const keys = [...inside, ...removed, ...unknown].map((host) => hostKey(host.name));
        expect(new Set(keys).size).toBe(keys.length);
      }),
    );
  });

  it("obeys the laws of sets", () => {
    fc.assert(
      fc.property(aPools, texts, texts, texts, (some, a, b, c) => {
        const same = (left: string, right: string) => expect(set(left, some)).toEqual(set(right, some));
        same(`(${a}) + (${b})`, `(${b}) + (${a})`);
        same(`(${a}) & (${b})`, `(${b}) & (${a})`);
        same(`(${a}) - ((${b}) + (${c}))`, `(${a}) - (${b}) - (${c})`);
        same(`(${a}) & ((${b}) + (${c}))`, `(${a}) & (${b}) + (${a}) & (${c})`);
        same(`(${a}) - ((${a}) - (${b}))`, `(${a}) & (${b})`);
        same(`(${a}) + (${a})`, a);
      }),
    );
  });
});
