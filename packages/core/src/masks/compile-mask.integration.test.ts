import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOracle, type Engine } from "../../../../tools/mask-oracle/ask-oracle.ts";
import { finish } from "../work/steps.js";
import { LanguageTable } from "./compile/language-table.js";
import { proveExact } from "./compile/prove-exact.js";
import { compileMask, compileMaskInSteps } from "./compile-mask.js";
import { engineCost, maxEngineStates } from "./regex/engine-cost.js";
import { parseRegex } from "./regex/parse-regex.js";

const range = (prefix: string, from: number, to: number, width = 0, suffix = "") =>
  Array.from(
    { length: to - from + 1 },
    (_, index) => prefix + String(from + index).padStart(width, "0") + suffix,
  );

/** Irregular names, the same each time. */
function scattered(
  count: number,
  length: number,
  alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
): string[] {
  const word = fc.string({ unit: fc.constantFrom(...alphabet), minLength: length, maxLength: length });
  return [...new Set(fc.sample(word, { numRuns: count, seed: 7 }))].map((end) => `DESKTOP-${end}`);
}

/** Names that differ from one of the set in one place, and are not in it. */
function nearMisses(names: readonly string[]): string[] {
  const known = new Set(names);
  const misses = new Set<string>();
  for (const name of names.slice(0, 300)) {
    const at = name.length >> 1;
    for (const miss of [
      `${name}0`,
      `${name}.`,
      `x${name}`,
      name.slice(1),
      name.slice(0, -1),
      name.toUpperCase(),
      name.toLowerCase(),
      `${name.slice(0, at)}x${name.slice(at + 1)}`,
      `${name.slice(0, at)}${name.slice(at + 1)}`,
      name.replace(".", "x"),
      name + name,
      ` ${name}`,
      `${name} `,
    ]) {
      if (!known.has(miss)) misses.add(miss);
    }
  }
  return [...misses];
}

const adversarial: Readonly<Record<string, string[]>> = {
  "one host": ["pc-1"],
  "a name within a name": ["pc-1", "pc-10"],
  "a dot": ["pc.1"],
  "names that differ by case": ["PC-2", "pc-2"],
  "one character": ["a"],
  "253 characters": ["a".repeat(253), `${"ab".repeat(126)}c`],
  "dashes, dots and underscores": ["-", ".", "_", "--", "a-", "-a", "a.b", "a_b", "a-b", "..", "a..b"],
  "repeated parts": ["abab", "ababab", "aaaa", "aaa", "abcabcabc"],
  "optional ends and starts": ["x", "a-x", "a-x-b", "x-b"],
  "numbers without zeros": range("pc", 1, 1234),
  "numbers with holes": range("pc-", 1, 2000, 4).filter((_, index) => index % 7 !== 3),
  products: ["a", "b", "c"].flatMap((rack) => range(`r${rack}n`, 1, 24, 2, ".farm.example")),
  "10,000 hosts": range("render-", 1, 10_000, 5),
  "9,000 irregular hosts": scattered(9_000, 7),
};

const engines: readonly Engine[] = ["ecmascript", "extended"];

describe("compileMask", () => {
  it.each([
    [["pc-1"], "pc-1"],
    [["pc-1", "pc-10"], "pc-10?"],
    [["pc-01", "pc-02", "pc-10"], "pc-(0[12]|10)"],
    [["node.a"], "node[.]a"],
    [["PC-2", "pc-2"], "(PC|pc)-2"],
    [range("pc-", 1, 100), "pc-([1-9][0-9]?|100)"],
    [range("pc-", 1, 500, 3), "pc-([0-4](0[1-9]|[1-9][0-9])|[1-5]00)"],
  ])("is short: %o", (names, mask) => {
    expect(compileMask(names)).toBe(mask);
  });

  // Masks that were longer: a last character read from several states, and parts that became equal.
  it.each([
    ["pc1…93.lan", range("pc", 1, 93, 0, ".lan"), "pc(9[0-3]?|[1-8][0-9]?)[.]lan"],
    ["pc9…93.lan", range("pc", 9, 93, 0, ".lan"), "pc([1-8][0-9]|9[0-3]?)[.]lan"],
    ["pc8…83.lan", range("pc", 8, 83, 0, ".lan"), "pc([1-7][0-9]|8[0-3]?|9)[.]lan"],
    ["pc7…71-vm", range("pc", 7, 71, 0, "-vm"), "pc([1-6][0-9]|7[01]?|[89])-vm"],
    ["pc12…123.lan", range("pc", 12, 123, 0, ".lan"), "pc(1([01][0-9]|2[0-3]?|[3-9])|[2-9][0-9])[.]lan"],
  ])("is no longer than another program's of %s", (_, names, theirs) => {
    expect(compileMask(names).length).toBeLessThanOrEqual(theirs.length);
  });

  it.each(Object.entries(adversarial))("is exact in the real engines: %s", (_, names) => {
    const misses = nearMisses(names);
    const question = { expression: compileMask(names), names: [...names, ...misses] };
    for (const engine of engines) {
      const [answer] = askOracle(engine, [question]);
      expect(answer?.error).toBeUndefined();
      expect(question.names.filter((_, index) => answer?.matches[index])).toEqual(names);
    }
    const javaScript = new RegExp(`^(?:${question.expression})$`);
    expect(question.names.filter((name) => javaScript.test(name))).toEqual(names);
  });

  it("is exact without regard to case in glibc", () => {
    for (const names of Object.values(adversarial)) {
      const keys = new Set(names.map((name) => name.toLowerCase()));
      const question = { expression: compileMask(keys), names: [...names, ...nearMisses(names)] };
      const [answer] = askOracle("posix", [question]);
      const matched = question.names.filter((_, index) => answer?.matches[index]);
      expect(matched).toEqual(question.names.filter((name) => keys.has(name.toLowerCase())));
    }
  }, 120_000);

  it("is proven exact for random sets", () => {
    const name = fc.string({ unit: fc.constantFrom(..."ab12.-_P"), minLength: 1, maxLength: 8 });
    const numbered = fc.tuple(
      fc.constantFrom("pc-", "ws", "r1n"),
      fc.nat(150),
      fc.constantFrom("", "-gpu", ".lan"),
    );
    const sets = fc.uniqueArray(
      fc.oneof(
        name,
        numbered.map((parts) => parts.join("")),
      ),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(sets, (names) => {
        const table = new LanguageTable();
        proveExact(
          finish(parseRegex(compileMask(names), "ecmascript")),
          table,
          table.fromSorted([...names].sort()),
        );
      }),
      { numRuns: 1_000 },
    );
  });

  it("is proven exact where it is too long to be proven on each call", () => {
    const masks = Object.values(adversarial).map((names) => ({ names, mask: compileMask(names) }));
    const long = masks.filter(({ mask }) => mask.length > 4_000);
    expect(long).not.toEqual([]);
    for (const { names, mask } of long) {
      const table = new LanguageTable();
      proveExact(finish(parseRegex(mask, "ecmascript")), table, table.fromSorted([...names].sort()));
    }
  });

  it("does not depend on order and repetition", () => {
    const names = range("pc-", 1, 60, 2);
    expect(compileMask([...names].reverse().concat(names))).toBe(compileMask(names));
  });

  it("holds nothing that Afanasy or another engine reads in another way", () => {
    for (const names of Object.values(adversarial)) {
      const mask = compileMask(names);
      expect(mask).toMatch(/^[-A-Za-z0-9._()|?[\]{}]+$/);
      expect(mask).not.toMatch(/\(\?|[?}][?{]|\[\^|\[\]|\|\||\(\||\|\)/);
    }
  });

  it("refuses hopeless names before it has read them all", () => {
    // 5,000,000 states: each would take hundreds of bytes, and all seconds.
    const names = scattered(20_000, 245);
    const table = new LanguageTable();
    expect(finish(table.fromSortedUpTo(154_000, names.sort()))).toBeUndefined();
    expect(table.size).toBeLessThan(155_000);
    expect(() => compileMask(names)).toThrow(expect.objectContaining({ code: "MASK_TOO_LARGE" }));
  });

  it("refuses no names, bad names and too irregular sets", () => {
    expect(() => compileMask([])).toThrow(expect.objectContaining({ code: "MASK_EMPTY" }));
    expect(() => compileMask(["pc-1", "pc(1)"])).toThrow(
      expect.objectContaining({ code: "INVALID_HOST_NAME" }),
    );
    expect(() => compileMask(scattered(20_000, 8))).toThrow(
      expect.objectContaining({
        code: "MASK_TOO_LARGE",
        message: expect.stringMatching(/exclude forms.*properties/),
      }),
    );
  });

  it("counts the states of its masks as the real engine does, up to the limit", () => {
    const masks = Object.values(adversarial).map(compileMask);
    const answers = askOracle(
      "ecmascript",
      masks.map((expression) => ({ expression, names: [] })),
    );
    const counts = masks.map((mask) => engineCost(finish(parseRegex(mask, "ecmascript"))).states);
    expect(answers.map((answer) => answer.states)).toEqual(counts);
    expect(Math.max(...counts)).toBeGreaterThan(maxEngineStates * 0.7);
  });
});

describe("proveExact", () => {
  it.each([
    ["pc-1", ["pc-1", "pc-2"]],
    ["pc-[12]", ["pc-1"]],
    ["pc.1", ["pc.1"]],
    ["(a|b)?", ["a", "b"]],
  ])("finds that %s is not %o", (expression, names) => {
    const table = new LanguageTable();
    const language = table.fromSorted(names);
    expect(() => proveExact(finish(parseRegex(expression, "ecmascript")), table, language)).toThrow(
      "not exact",
    );
  });
});

describe("compileMaskInSteps", () => {
  const letters = "abcdefghijklmnopqrstuvwxyz0123456789";
  let seed = 1;
  const random = () => {
    seed = (seed * 16_807) % 2_147_483_647;
    return seed;
  };
  const words = (count: number, length: number) =>
    Array.from({ length: count }, () =>
      Array.from({ length }, () => letters[random() % letters.length]).join(""),
    );

  it.each([
    // States for each step: reading and measuring them, and writing them.
    [
      "names of a farm, half of them",
      Array.from({ length: 10_000 }, (_, n) => `pc-${n}`).filter(() => random() % 2),
      30,
    ],
    ["irregular names", words(5_000, 12), 250],
    ["long irregular names", words(300, 250).map((word) => `${word}z`), 400],
  ])("compiles %s in many steps", (_, names, least) => {
    const steps = compileMaskInSteps(names);
    let count = 0;
    let step = steps.next();
    for (; !step.done; step = steps.next()) count += 1;
    expect(count).toBeGreaterThanOrEqual(least);
    expect(step.value).toBe(compileMask(names));
  });
});
