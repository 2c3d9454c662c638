import { describe, expect, it } from "vitest";
import { suggestions, wordAt } from "./suggestions.js";

describe("wordAt", () => {
  it.each([
    ["gpu", 2, { text: "gp", start: 0, end: 3 }],
    ["gpu + nu", 8, { text: "nu", start: 6, end: 8 }],
    ["gpu + nuke - ws", 8, { text: "nu", start: 6, end: 10 }],
    ["(gp", 3, { text: "gp", start: 1, end: 3 }],
    ['gpu + "Heavy Si', 15, { text: "Heavy Si", start: 6, end: 15 }],
    ['gpu + "Heavy Sim" - x', 10, { text: "Hea", start: 6, end: 17 }],
  ])("of %j at %i", (text, cursor, word) => {
    expect(wordAt(text, cursor)).toEqual(word);
  });

  it.each([
    ["gpu + ", 6],
    ["", 0],
    ["gpu - ", 5],
  ])("none in %j at %i", (text, cursor) => {
    expect(wordAt(text, cursor)).toBeUndefined();
  });
});

describe("suggestions", () => {
  const pools = ["gpu", "big gpu", "GPU-new", "nuke"].map((name) => ({ id: name, name })) as never[];
  const names = (text: string) => suggestions(text, pools).map(({ name }) => name);

  it("offers what begins so, then what holds it", () => {
    expect(names("gp").slice(0, 3)).toEqual(["gpu", "GPU-new", "big gpu"]);
    expect(names("x")).toEqual([]);
  });

  it("offers facts that begin so, each with what it is", () => {
    expect(suggestions("ra", pools)).toEqual([{ name: "ram>=64G", written: "ram>=64G", hint: "memory" }]);
    expect(names("ram>=64G")).toEqual([]);
  });

  it("writes names that need it in quotes", () => {
    expect(suggestions("big", pools)[0]?.written).toBe('"big gpu"');
  });

  it("offers nothing where the name is whole", () => {
    expect(names("NUKE")).toEqual([]);
  });
});
