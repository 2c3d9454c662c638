import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { askOracle } from "../../../../../tools/mask-oracle/ask-oracle.ts";
import { Budget, unlimitedBudget } from "../../work/budget.js";
import { finish } from "../../work/steps.js";
import { numbersKept } from "./lazy-automaton.js";
import { type Regex, readRegex } from "./read-regex.js";
import { RegexFault, type RegexGrammar } from "./syntax-tree.js";

const unlimited = unlimitedBudget();

function read(text: string, grammar: RegexGrammar, budget: Budget): Regex {
  return finish(readRegex(text, grammar, budget));
}

/** What our reading says of an expression, in the oracle's terms. */
function reading(expression: string, grammar: RegexGrammar, names: readonly string[]) {
  try {
    const regex = read(expression, grammar, unlimited);
    return { states: regex.states, matches: names.map((name) => regex.matches(name, unlimited)) };
  } catch (error) {
    if (!(error instanceof RegexFault)) throw error;
    return error.kind === "invalid" ? { error: true, matches: names.map(() => false) } : "uncertain";
  }
}

const names = [
  "pc-1",
  "pc-10",
  "PC-1",
  "pc",
  "p",
  "a",
  "aa",
  "ab",
  "b",
  "node.a",
  "x_y",
  "-",
  "1",
  "12",
  "123",
  "a-b.c",
];

function expectAgreement(expressions: readonly string[]) {
  const oracle = askOracle(
    "ecmascript",
    expressions.map((expression) => ({ expression, names })),
  );
  const agreed = expressions.filter((expression, index) => {
    const ours = reading(expression, "ecmascript", names);
    if (ours === "uncertain") return false;
    const { error, states, matches } = oracle[index] ?? { matches: [] };
    const theirs = error === undefined ? { states, matches } : { error: true, matches };
    expect(ours, expression).toEqual(theirs);
    return true;
  });
  return agreed.length;
}

describe("readRegex", () => {
  it("reads what libstdc++ reads, and refuses what it refuses", () => {
    const expressions = [
      "pc-1|pc-10",
      "pc-.*",
      "^pc-1$",
      "^(?!(pc-1|a)$).*",
      "(?!(?:pc-1|a)$).*",
      "[Pp][Cc]-1",
      "pc\\-1|node\\.a",
      "node[.]a",
      "(?:pc)-\\d+",
      "\\w+",
      "\\W",
      "\\D+",
      "[\\d]{2}",
      "[^0-9]+",
      "[a-]+",
      "[-a]+",
      "[a-c-z]+",
      "[]",
      "[^]",
      "a|",
      "|a",
      "()",
      "(|a)",
      "a**",
      "a+?",
      "a{2}",
      "a{1,}",
      "a{0,1}b?",
      "a{2}{1}",
      "[[:alpha:]]+",
      "[[:digit:]-]+",
      "\\x61",
      "\\u0061",
      "a\\b",
      "\\ba",
      "\\Ba",
      "(?=a)aa",
      "a(?=b)b",
      "}",
      "]",
      "a}",
      "\\p",
      "\\i",
      "[\\-a]+",
      "[+--]+",
      "(pc-1",
      "pc-1)",
      "[z-a]",
      "(?<!x)pc-1",
      "(?<x>a)",
      "(?i)a",
      "*",
      "+a",
      "a|*",
      "(*)",
      "pc-1\\",
      "pc-1{1,2",
      "a{",
      "a{,2}",
      "a{2,1}",
      "a{x}",
      "^*",
      "(?=a)*",
      "\\b+",
      "[a",
      "[[:nope:]]",
      "\\x6",
      "(?",
      "(?a)",
      "[[:alpha:]",
    ].map((text) => text);
    expect(expectAgreement(expressions)).toBe(expressions.length);
  });

  it("agrees with libstdc++ on random expressions", () => {
    const token = fc.constantFrom(
      ..."ab1-.^$|()[]{}*+?\\,",
      "(?:",
      "(?=",
      "(?!",
      "{2}",
      "{1,2}",
      "{0,}",
      "\\d",
      "\\w",
      "\\b",
      "[^",
      "a-c",
      "[:alpha:]",
    );
    const expression = fc.array(token, { minLength: 1, maxLength: 12 }).map((tokens) => tokens.join(""));
    const expressions = fc.sample(expression, { numRuns: 4_000, seed: 4 });
    expect(expectAgreement(expressions)).toBeGreaterThan(2_000);
  });

  it("agrees with libstdc++ on look-aheads in look-aheads", () => {
    const token = fc.constantFrom(..."ab1-.$|()*?", "(?=", "(?!", "(?=.*", "(?!a", ".*", "$)", "a)");
    const expression = fc.array(token, { minLength: 3, maxLength: 16 }).map((tokens) => tokens.join(""));
    const balanced = expression.map(
      (text) => text + ")".repeat(Math.max(0, text.split("(").length - text.split(")").length)),
    );
    const expressions = fc
      .sample(balanced, { numRuns: 6_000, seed: 8 })
      .filter((text) => text.includes("(?=") || text.includes("(?!"));
    expect(expectAgreement(expressions)).toBeGreaterThan(1_000);
  });

  it("reads for old afservers only what both of their engines read alike", () => {
    const token = fc.constantFrom(
      ..."abB1-.^$|()[]{}*+?\\,",
      "{2}",
      "{1,2}",
      "[^",
      "a-c",
      "[:alpha:]",
      "ab",
      "pc-",
      "\\-",
    );
    const expression = fc.array(token, { minLength: 1, maxLength: 10 }).map((tokens) => tokens.join(""));
    const punctuation = Array.from("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~", (char) => `\\${char}|pc\\${char}1`);
    const expressions = [
      ...punctuation,
      "pc\\-1|node\\.a",
      ...fc.sample(expression, { numRuns: 4_000, seed: 33 }),
    ];
    expect(reading("pc\\-1|node\\.a", "common", names)).not.toBe("uncertain");
    const questions = expressions.map((text) => ({ expression: text, names }));
    const engines = [askOracle("posix", questions), askOracle("ecmascript-anycase", questions)];
    let read = 0;
    for (const [index, text] of expressions.entries()) {
      const ours = reading(text, "common", names);
      if (ours === "uncertain") continue;
      read += 1;
      for (const answers of engines) {
        const { error, matches } = answers[index] ?? { matches: [] };
        expect({ error: "error" in ours, matches: ours.matches }, text).toEqual({
          error: error !== undefined,
          matches,
        });
      }
    }
    expect(read).toBeGreaterThan(1_000);
  });

  it("reads repetitions of repetitions in about as many steps as there are characters", () => {
    const regex = read(`a${"+".repeat(400)}`, "ecmascript", unlimited);
    expect(regex.matches("aaa", unlimited)).toBe(true);
    expect(regex.matches("", unlimited)).toBe(false);
    expect(regex.matches("ab", unlimited)).toBe(false);
    const mixed = read(`(a${"+*?".repeat(60)}b){2,}+`, "ecmascript", unlimited);
    expect(["abab", "abaab", "bb", "ab", "aba"].map((name) => mixed.matches(name, unlimited))).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
    for (const text of [
      `a${"+".repeat(60_000)}`,
      `${"(".repeat(400)}a${`)${"+".repeat(100)}`.repeat(400)}`,
    ]) {
      expect(() => read(text, "ecmascript", unlimited)).toThrow(
        expect.objectContaining({ kind: "uncertain" }),
      );
    }
  });

  it("counts the states as libstdc++ does up to its limit, and refuses above", () => {
    const near = (count: number) => `(ab|c){${count}}`;
    const expressions = [1, 8_000, 9_998, 9_999, 10_000, 10_001, 11_000].map(near);
    expect(expectAgreement(expressions)).toBe(expressions.length);
  });

  it("takes nested repetitions for slow", () => {
    expect(read("(a+)+x", "ecmascript", unlimited).isSlow).toBe(true);
  });

  it.each(["(a+)+x", "(a*)*", "(.*,)*x", "(a|ab)*", "(a?){30}a{30}", "((ab)?c*){9}"])(
    "takes %s for slow",
    (text) => {
      expect(read(text, "ecmascript", unlimited).isSlow).toBe(true);
    },
  );

  it.each(["pc-.*", ".*-gpu", "pc-[0-9]+", "(pc|ws)-.*", "(ab)*", "pc-(0[1-9]|1[0-9])", "(ab?){2}"])(
    "does not take %s for slow",
    (text) => {
      expect(read(text, "ecmascript", unlimited).isSlow).toBe(false);
    },
  );
});

describe("the steps of a match", () => {
  /** Expressions of which an engine that tries one way after another tries ever more. */
  const nested = (levels: number) => `${".*(?=".repeat(levels)}x${")".repeat(levels)}`;
  const hostile: readonly (readonly [name: string, expression: string])[] = [
    ["14 look-aheads in each other", nested(14)],
    ["400 look-aheads in each other", nested(400)],
    ["40 negative look-aheads in each other", `${".*(?!".repeat(40)}x${")".repeat(40)}`],
    ["200 look-aheads at the beginning of each other", `${"(?=(".repeat(200)}.*a${")+.*)".repeat(200)}.*`],
    ["2,000 alternatives", `(${"a.*b|".repeat(2_000)}x)`],
    ["2,000 alternatives in a look-ahead", `(?=(${"a.*b|".repeat(2_000)}x)).*`],
    ...[
      "(a+)+x",
      "(a*)*(a*)*(a*)*x",
      "(a?){500}a{500}",
      "(a|aa|aaa)+x",
      ".*.*.*.*.*.*.*.*x",
      "((a|b)*(a|b)*)*c",
      "(?!(.*a.*)*$).*",
      "((?=.*a)(?=.*b)(?!.*c))*.*\\b.*",
      "(.{100}){100}",
    ].map((expression) => [expression, expression] as const),
  ];
  const names = ["a", "ab".repeat(30), "a".repeat(253), "pc-001.studio.lan", ""];

  function stepsOf(expression: string, name: string) {
    const budget = new Budget();
    const regex = read(expression, "ecmascript", budget);
    regex.matches(name, budget);
    return { steps: budget.spent("steps"), bound: 2 * regex.states * (name.length + 1) };
  }

  it.each(hostile)("are at most two for each state and place: %s", (_, expression) => {
    for (const name of names) {
      const { steps, bound } = stepsOf(expression, name);
      expect(steps).toBeLessThanOrEqual(bound);
    }
  });

  it("are at most two for each state and place in whatever expression", () => {
    const token = fc.constantFrom(
      ..."ab.^$|()*+?",
      "(?:",
      "(?=",
      "(?!",
      "{2}",
      "{0,3}",
      "{9,}",
      "\\b",
      ".*",
      "[^a]",
      "a|",
    );
    const expression = fc.array(token, { minLength: 1, maxLength: 20 }).map((tokens) => tokens.join(""));
    let read = 0;
    for (const text of fc.sample(expression, { numRuns: 6_000, seed: 5 })) {
      try {
        const { steps, bound } = stepsOf(text, "ab".repeat(20));
        expect(steps, text).toBeLessThanOrEqual(bound);
        read += 1;
      } catch (error) {
        if (!(error instanceof RegexFault)) throw error;
      }
    }
    expect(read).toBeGreaterThan(500);
  });

  it("grow with the depth of look-aheads as with their length", () => {
    const steps = [10, 20, 40].map((levels) => stepsOf(nested(levels), "a".repeat(60)).steps);
    expect(steps[1]).toBeLessThan(3 * (steps[0] ?? 0));
    expect(steps[2]).toBeLessThan(3 * (steps[1] ?? 0));
  });

  it("are not taken again for names that go on alike", () => {
    const budget = new Budget();
    const regex = read("(pc|ws)-[0-9]+|render.*", "ecmascript", budget);
    for (let host = 0; host < 1_000; host += 1) regex.matches(`pc-${host}`, budget);
    // One for each character, and a few to make the states.
    expect(budget.spent("steps")).toBeLessThan(7_000);
  });

  it("are taken again when the states of all expressions hold too much memory", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b"), minLength: 250, maxLength: 250 });
    const lengths = [100, 101, 102, 103, 104, 105, 106, 107, 108, 109];
    const many = lengths.map((length) => read(`.*b.{${length}}`, "ecmascript", unlimited));
    let most = 0;
    for (const name of fc.sample(text, { numRuns: 60, seed: 6 })) {
      for (const [index, regex] of many.entries()) {
        expect(regex.matches(name, unlimited)).toBe(name.at(-1 - (lengths[index] ?? 0)) === "b");
        most = Math.max(most, numbersKept());
      }
    }
    expect(most).toBeGreaterThan(1 << 21);
    expect(most).toBeLessThanOrEqual(1 << 22);
  });

  it("end where the budget does", () => {
    const regex = read(nested(40), "ecmascript", unlimited);
    expect(() => regex.matches("a".repeat(253), new Budget({ steps: 100 }))).toThrow(
      expect.objectContaining({ code: "REQUEST_TOO_COSTLY", details: { cost: "steps", limit: 100 } }),
    );
    expect(() => read("(ab|c){500}", "ecmascript", new Budget({ states: 1_000 }))).toThrow(
      expect.objectContaining({ code: "REQUEST_TOO_COSTLY", details: { cost: "states", limit: 1_000 } }),
    );
  });

  it.each([
    ["60,000 letters", "a".repeat(60_000)],
    ["20,000 alternatives", `${"a|".repeat(20_000)}a`],
    ["20,000 alternatives in a group", `(${"a|".repeat(20_000)}a)`],
    ["groups 490 deep", `${"(".repeat(490)}${"a".repeat(60_000)}${")".repeat(490)}`],
    ["15,000 groups", "(ab)".repeat(15_000)],
    ["a group that is written out 900 times", `(${"a".repeat(100)}){900}`],
    ["thousands of look-aheads", "(?=.*a|b)".repeat(5_000)],
    ["look-aheads in alternatives", `${"(?=.*a)b|".repeat(5_000)}c`],
  ])("of reading are small: %s", (_, text) => {
    const reading = readRegex(text, "ecmascript", unlimited);
    let steps = 1;
    let end = reading.next();
    for (; !end.done; end = reading.next()) steps += 1;
    // Parsing goes by 2,000 atoms, compiling by 3,000 states of our own.
    expect(steps).toBeGreaterThan(end.value.states / 5_000);
  });
});
