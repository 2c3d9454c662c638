import { describe, expect, it } from "vitest";
import { finish } from "../../work/steps.js";
import { Branches } from "./branches.js";
import { CommonParts } from "./common-parts.js";
import { Factorizer } from "./factor.js";
import { LanguageTable } from "./language-table.js";
import { PlainLengths } from "./plain-lengths.js";
import { StateGraph } from "./state-graph.js";
import { stateToPull } from "./state-to-pull.js";

const numbers = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, index) => String(from + index));

describe("PlainLengths", () => {
  it.each([
    [["pc-1"], "pc-1"],
    [["pc-1", "pc-2", "pc-4"], "pc-[124]"],
    [numbers(0, 9), "[0-9]"],
    [["a", ""], "a?"],
    [["ab", ""], "(ab)?"],
    [["a-x", "bb-x"], "(a|bb)-x"],
    [["xa-1", "xbb-1", "y"], "(x(a|bb)-1|y)"],
  ])("of %o is that of %o", (words, text) => {
    const table = new LanguageTable();
    expect(new PlainLengths(table).of(table.fromSorted([...words].sort()))).toBe(text.length);
  });
});

describe("StateGraph", () => {
  const graph = (words: readonly string[]) => {
    const table = new LanguageTable();
    return { table, states: new StateGraph(table, table.fromSorted([...words].sort())) };
  };

  it("knows the characters that all words end with, whatever state they come from", () => {
    const { table, states } = graph(["1.", "9.", "93."]);
    expect(states.lastStep()).toBe(".");
    expect(finish(states.beforeLastStep())).toBe(table.fromSorted(["1", "9", "93"]));
  });

  it.each([[["1a", "93b"]], [["a", "ab"]], [["1a", "93a", "94b"]]])("knows none of %o", (words) => {
    expect(graph(words).states.lastStep()).toBeUndefined();
  });
});

describe("stateToPull", () => {
  const pulled = (words: readonly string[]) => {
    const table = new LanguageTable();
    const graph = new StateGraph(table, table.fromSorted([...words].sort()));
    const found = stateToPull(graph, new PlainLengths(table));
    const text = (language: number) => finish(new Factorizer(table).expression(language)).length;
    return found && { ...found, lengths: [found.before, found.state, found.others].map(text) };
  };

  it("is what is repeated most", () => {
    const words = ["a1-gpu", "b22-gpu", "c333-gpu", "c", "dd"];
    const found = pulled(words);
    expect(found?.lengths).toEqual(["a1|b22|c333", "-gpu", "c|dd"].map(({ length }) => length));
    expect(found?.length).toBe("(a1|b22|c333)-gpu|(c|dd)".length);
  });

  it("is nothing where nothing is repeated", () => {
    expect(pulled(["a1", "b2"])).toBeUndefined();
  });
});

describe("CommonParts", () => {
  const takenOut = (words: readonly string[]) => {
    const table = new LanguageTable();
    const branches = new Branches(table);
    const list = new CommonParts(table, branches, new PlainLengths(table)).takenOut(
      table.fromSorted([...words].sort()),
    );
    return list?.branches.map(({ set }) => set.chars);
  };

  it("are a branch of their own", () => {
    expect(takenOut(numbers(1, 100))).toEqual(["123456789", "1"]);
  });

  it("may be the empty word alone", () => {
    expect(takenOut(["1", "2", "21", "22", "3", "31", "32", "33"])).toBeDefined();
  });

  it("are left where taking them out is longer", () => {
    expect(takenOut(["ax", "ay", "bx", "bz"])).toBeUndefined();
  });
});
