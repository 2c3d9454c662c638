import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { resolveExpression, resolveInSteps } from "../expressions/resolve-expression.js";
import { Farm } from "../farm/farm.js";
import { aPool } from "../testing/fixtures.js";
import { Budget, unlimitedBudget } from "../work/budget.js";
import { finish } from "../work/steps.js";
import { memberships, poolMembers } from "./memberships.js";
import { poolsAt } from "./pools-at.js";

const farm = new Farm([
  { name: "ws-01", online: true, facts: { ram: 64e9, users: [] } },
  { name: "ws-02", online: true, facts: { ram: 32e9, users: [] } },
  { name: "ws-03", online: false },
  { name: "pc-01", online: true, facts: { ram: 128e9, users: ["anna"] } },
]);

const membersIn = (name: string, pools: Parameters<typeof memberships>[0]) => {
  const pool = pools.find((each) => each.name === name);
  return pool ? poolMembers(pool, pools, farm).map((member) => member.name) : [];
};

describe("members by rules that are expressions", () => {
  const big = aPool("big", ["new-9"], ["ram>=64G"]);
  const desks = aPool("desks", [], ["ws-*", "ws-* & user:none"]);
  const night = aPool("night", [], ["big & desks", "big - desks"]);
  const pools = [big, desks, night];

  it("are those that the expression means, each once, with the rule", () => {
    expect(poolMembers(big, pools, farm).map(({ name, why }) => [name, why])).toEqual([
      ["new-9", { by: "name" }],
      ["pc-01", { by: "rule", rule: "ram>=64G" }],
      ["ws-01", { by: "rule", rule: "ram>=64G" }],
    ]);
    expect(membersIn("night", pools)).toEqual(["ws-01", "new-9", "pc-01"]);
  });

  it("are not hosts of which a fact is not known", () => {
    expect(membersIn("all", [aPool("all", [], ["ws-* - ram<64G"])])).toEqual(["ws-01"]);
    const { unknown } = resolveExpression("big", pools, farm);
    expect(unknown.map(({ name, operand }) => [name, operand])).toEqual([["ws-03", "ram>=64G"]]);
    expect(resolveExpression("ws-* - big", pools, farm).hosts.map(({ name }) => name)).toEqual(["ws-02"]);
  });

  it("have the pool and its rule as their reason in an expression, and the pools named are those of the expression itself", () => {
    const { hosts, pools: named } = resolveExpression("night", pools, farm);
    expect(hosts.find(({ name }) => name === "ws-01")?.reason).toEqual({
      pool: "night",
      by: "rule",
      rule: "big & desks",
    });
    expect(named).toEqual([night]);
  });

  it("are told with the rules that take nobody in", () => {
    const idle = aPool("idle", [], ["ram>=1T", "ram>=64G"]);
    expect(resolveExpression("idle", [idle], farm).idleRules).toEqual([{ pool: idle, rule: "ram>=1T" }]);
  });

  it("are refused in an expression where a pool is in itself, and are none in a list", () => {
    const around = [
      aPool("a", ["pc-01"], ['"b"']),
      aPool("b", ["ws-01"], ["c + ram>=64G"]),
      aPool("c", [], ['"a"']),
    ];
    expect(() => resolveExpression("a", around, farm)).toThrow(
      expect.objectContaining({
        code: "POOL_CYCLE",
        message: expect.stringContaining('"a" → "b" → "c" → "a"'),
        details: { pools: ["a", "b", "c", "a"] },
      }),
    );
    expect(() => resolveExpression("ws-* - c", around, farm)).toThrow(
      expect.objectContaining({ code: "POOL_CYCLE" }),
    );
    expect(membersIn("a", around)).toEqual(["pc-01"]);
    expect(membersIn("b", around)).toEqual(["ws-01"]);
  });

  it("are refused in an expression where a rule names no pool, and are none in a list", () => {
    const broken = [aPool("a", ["pc-01"], ["gone + ram>=64G", "ws-*"])];
    expect(() => resolveExpression("* - a", broken, farm)).toThrow(
      expect.objectContaining({
        code: "POOL_NOT_FOUND",
        message:
          'The rule "gone + ram>=64G" of the pool "a" names the pool "gone", which does not exist. Change the rule.',
      }),
    );
    expect(membersIn("a", broken)).toEqual(["pc-01", "ws-01", "ws-02", "ws-03"]);
  });

  it("cost no more when many pools name the same ones", () => {
    const layers = Array.from({ length: 30 }, (_, layer) =>
      aPool(`p${layer}`, [], layer === 0 ? ["ws-*"] : [`p${layer - 1} + p${layer - 1} & ws-*`]),
    );
    const budget = new Budget({ names: 2_000, steps: 20_000 });
    const { hosts } = finish(resolveInSteps("p29", { pools: layers, farm, budget }));
    expect(hosts).toHaveLength(3);
    expect(() =>
      finish(resolveInSteps("p29", { pools: layers, farm, budget: new Budget({ names: 20 }) })),
    ).toThrow(expect.objectContaining({ code: "REQUEST_TOO_COSTLY" }));
    expect(
      finish(resolveInSteps("p29", { pools: layers, farm, budget: unlimitedBudget() })).pools,
    ).toHaveLength(1);
  });

  it("are those of the rules' expressions joined, whatever the pools", () => {
    const texts = fc.constantFrom(
      "ram>=64G",
      "ws-* - ram>=64G",
      "user:none & ws-*",
      "host:pc-01",
      '"x"',
      "x - ws-01",
    );
    fc.assert(
      fc.property(
        fc.array(texts, { maxLength: 3 }),
        fc.subarray(["pc-01", "ws-02", "new-1"]),
        (rules, named) => {
          const x = aPool("x", named, ["ws-0[1-2]"]);
          const pool = aPool("mine", named, rules);
          const joined = [...named.map((name) => `host:${name}`), ...rules]
            .map((part) => `(${part})`)
            .join(" + ");
          const known = [x, pool, aPool("ws-01", ["ws-01"])];
          const expected =
            joined === "" ? [] : resolveExpression(joined, known, farm).hosts.map(({ name }) => name);
          expect(resolveExpression("mine", known, farm).hosts.map(({ name }) => name)).toEqual(expected);
          expect(
            poolMembers(pool, known, farm)
              .map(({ name }) => name)
              .sort(),
          ).toEqual([...expected].sort());
        },
      ),
    );
  });
});

describe("thousands of pools of which each names the next", () => {
  /** A pool that counts how often its members are looked for. */
  const counted = (name: string, rules: readonly string[]) => {
    const pool = aPool(name, [], rules);
    let looks = 0;
    const counting = Object.defineProperty({ ...pool }, "hosts", {
      get: () => {
        looks += 1;
        return pool.hosts;
      },
    });
    return { pool: counting, looks: () => looks };
  };
  const chain = (count: number, end: string) =>
    Array.from({ length: count }, (_, at) => counted(`c${at}`, [at + 1 < count ? `"c${at + 1}"` : end]));

  it.each(["host:pc-01 + ram>=128G", '"gone"', '"c0"'])(
    "are worked out each once, the last one has %s",
    (end) => {
      const pools = chain(3_000, end);
      const members = memberships(
        pools.map(({ pool }) => pool),
        farm,
      );
      const isMeant = !end.startsWith('"');
      for (const { pool, looks } of pools) {
        expect(members(pool).map(({ name }) => name)).toEqual(isMeant ? ["pc-01"] : []);
        // Each look is two. One that cannot be worked out is looked at again, as far as it can be.
        expect(looks()).toBeLessThanOrEqual(4);
      }
    },
  );

  it("have members in expressions, and errors", () => {
    const named = (end: string) => chain(3_000, end).map(({ pool }) => pool);
    expect(resolveExpression("c0", named("pc-01"), farm).hosts).toHaveLength(1);
    expect(() => resolveExpression("c0", named('"gone"'), farm)).toThrow(
      'of the pool "c2999" names the pool "gone"',
    );
    expect(() => resolveExpression("c1", named('"c0"'), farm)).toThrow(
      expect.objectContaining({
        code: "POOL_CYCLE",
        message: expect.stringMatching(/^.{200,400}$/),
        details: { pools: expect.objectContaining({ length: 21 }) },
      }),
    );
  });
});

describe("exceptions", () => {
  const desks = aPool("desks", ["pc-01", "new-9"], ["ws-*", "ram>=64G", "never WS-01", "never new-*"]);

  it("keep hosts out, whatever takes them in", () => {
    expect(membersIn("desks", [desks])).toEqual(["pc-01", "ws-02", "ws-03"]);
    const others = aPool("others", [], ['"desks"', "ws-01"]);
    expect(membersIn("others", [desks, others])).toEqual(["ws-01", "pc-01", "ws-02", "ws-03"]);
    expect(membersIn("idle", [desks, aPool("idle", ["ws-02", "ws-01"], ['never "desks"'])])).toEqual([
      "ws-01",
    ]);
  });

  it("keep those out, too, of which it is not known whether they are meant", () => {
    expect(membersIn("small", [aPool("small", ["ws-02", "ws-03", "pc-01"], ["never ram>=64G"])])).toEqual([
      "ws-02",
    ]);
    const { hosts, unknown } = resolveExpression(
      "small",
      [aPool("small", ["ws-03"], ["never ram>=64G"])],
      farm,
    );
    expect(hosts).toEqual([]);
    expect(unknown.map(({ name, operand }) => [name, operand])).toEqual([["ws-03", "ram>=64G"]]);
  });

  it("are the reason why a host is not in an expression", () => {
    const outOf = (text: string) =>
      resolveExpression(text, [desks, aPool("big", [], ["ram>=128G"])], farm).removed.map(
        ({ name, reason, removedBy }) => [name, reason, removedBy],
      );
    const ws01 = ["ws-01", { pool: "desks", by: "rule", rule: "ws-*" }, "never WS-01"];
    const new9 = ["new-9", { pool: "desks", by: "name" }, "never new-*"];
    expect(outOf("desks")).toEqual([new9, ws01]);
    expect(outOf("big + desks")).toEqual([new9, ws01]);
    // Something else takes it in.
    expect(outOf("desks + host:ws-01")).toEqual([new9]);
    expect(outOf("big - desks")).toEqual([
      ["pc-01", { pool: "big", by: "rule", rule: "ram>=128G" }, "- desks"],
    ]);
  });

  it("that cannot be worked out let nobody in", () => {
    const broken = aPool("broken", ["pc-01"], ["ws-*", 'never "gone"']);
    expect(membersIn("broken", [broken])).toEqual([]);
    expect(() => resolveExpression("broken", [broken], farm)).toThrow(
      expect.objectContaining({ code: "POOL_NOT_FOUND" }),
    );
  });

  it("lead round in circles no more than other rules", () => {
    const around = [aPool("a", ["pc-01"], ['never "b"']), aPool("b", [], ['"a"'])];
    expect(() => resolveExpression("a", around, farm)).toThrow(
      expect.objectContaining({ code: "POOL_CYCLE" }),
    );
  });
});

describe("holds", () => {
  const gpu = aPool("gpu", ["pc-01", "new-9"], ["ws-*"]);
  const outOf = (text: string, pools: Parameters<typeof memberships>[0], at: { of?: Farm } = { of: farm }) =>
    resolveExpression(text, pools, at.of).removed.map(({ name, removedBy }) => [name, removedBy]);
  const meantBy = (
    text: string,
    pools: Parameters<typeof memberships>[0],
    at: { of?: Farm } = { of: farm },
  ) => resolveExpression(text, pools, at.of).hosts.map(({ name }) => name);

  it("by name cost no comparison each, however many", () => {
    const hosts = Array.from({ length: 300 }, (_, at) => `h-${at}`);
    const holds = hosts.map((host, at) =>
      aPool(`hold:${at}`, at % 2 ? [host] : [], at % 2 ? [] : [`${host} until 2030-01-01T00:00:00Z`]),
    );
    const all = aPool("all", [...hosts, "pc-01"], []);
    const budget = new Budget({ steps: 10 });
    const found = finish(resolveInSteps("all", { pools: [all, ...holds], farm, budget }));
    expect(found.hosts.map(({ name }) => name)).toEqual(["pc-01"]);
    expect(found.removed.map(({ name, removedBy }) => [name, removedBy])).toEqual(
      hosts.map((host, at) => [host, `hold:${at}`]),
    );
  });

  it("keep hosts out of all pools and expressions, and say so", () => {
    const pools = [gpu, aPool("hold:fan", [], ["ws-02", "new-*"]), aPool("Hold: B2", ["PC-01"], [])];
    expect(membersIn("gpu", pools)).toEqual(["ws-01", "ws-03"]);
    expect(meantBy("gpu + host:pc-01 + ws-*", pools)).toEqual(["ws-01", "ws-03"]);
    expect(outOf("gpu", pools)).toEqual([
      ["new-9", "hold:fan"],
      ["pc-01", "Hold: B2"],
      ["ws-02", "hold:fan"],
    ]);
    // Whom it holds is seen, but no job gets them by it.
    expect(membersIn("hold:fan", pools)).toEqual(["ws-02"]);
    expect(meantBy('"hold:fan"', pools)).toEqual([]);
  });

  it("hold by pools, facts and exceptions, and those of whom it is not known", () => {
    expect(membersIn("gpu", [gpu, aPool("hold:a", [], ["ram>=64G"])])).toEqual(["ws-02"]);
    const b2 = aPool("rack:B2", ["pc-01", "ws-01"]);
    expect(membersIn("gpu", [gpu, b2, aPool("hold:a", [], ["rack:B2", "never ws-01"])])).toEqual([
      "new-9",
      "ws-01",
      "ws-02",
      "ws-03",
    ]);
  });

  it("hold hosts that the farm does not know, and where it is not known", () => {
    const pools = [gpu, aPool("hold:a", [], ["new-*", "pc-01"])];
    expect(meantBy("gpu", pools, {})).toEqual([]);
    expect(outOf("gpu", pools, {}).map(([name]) => name)).toEqual(["new-9", "pc-01"]);
  });

  it("that cannot be worked out hold whom they can, and stop nothing else", () => {
    const pools = [gpu, aPool("hold:a", ["ws-01"], ['"gone"', 'never "gone"', "ws-02"])];
    expect(membersIn("gpu", pools)).toEqual(["pc-01", "new-9", "ws-03"]);
    expect(meantBy("gpu", pools)).toEqual(["new-9", "pc-01", "ws-03"]);
  });

  it("cease when their rules end", () => {
    const pools = [gpu, aPool("hold:a", [], ["ws-01 until 2026-11-30T08:00:00Z", "ws-02"])];
    const at = (moment: string) => poolsAt(pools, Date.parse(moment)).pools;
    expect(membersIn("gpu", [...at("2026-11-30T07:59:59Z")])).toEqual(["pc-01", "new-9", "ws-03"]);
    expect(membersIn("gpu", [...at("2026-11-30T08:00:00Z")])).toEqual(["pc-01", "new-9", "ws-01", "ws-03"]);
  });
});
