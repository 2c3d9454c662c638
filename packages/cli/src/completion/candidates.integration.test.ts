import { describe, expect, it } from "vitest";
import { commandTree } from "../reference/command-tree.js";
import { candidates } from "./candidates.js";

const root = commandTree();

function wordsFor(...words: string[]): string[] {
  const found = candidates(root, words);
  if (found.kind !== "words") throw new Error(`It offers ${found.kind}.`);
  return found.words.map(({ word }) => word);
}

describe("candidates", () => {
  it("offers commands, then a command's own", () => {
    expect(wordsFor("")).toEqual(expect.arrayContaining(["pool", "mask", "serve", "completion"]));
    expect(wordsFor("pool", "")).toEqual(expect.arrayContaining(["list", "show", "undo"]));
  });

  it("offers a command's options and everybody's, each once", () => {
    const options = wordsFor("pool", "delete", "gpu", "--yes", "-");
    expect(options).toEqual(expect.arrayContaining(["--dry-run", "--store", "--json"]));
    expect(options).not.toContain("--yes");
  });

  it("offers the values that an option or an argument takes", () => {
    expect(wordsFor("mask", "gpu", "--dialect", "")).toEqual(["3.4", "3.3"]);
    expect(wordsFor("install", "blender", "")).toContain("keeper");
    expect(wordsFor("completion", "")).toEqual(["bash", "zsh", "fish"]);
  });

  it.each([
    ["pools", ["pool", "show", ""]],
    ["pools", ["pool", "delete", "gpu", ""]],
    ["pools", ["--json", "pool", "rename", ""]],
    ["pools", ["--store", "sqlite:x.db", "pool", "show", ""]],
    ["pools", ["--store=sqlite:x.db", "pool", "show", ""]],
    ["expression", ["mask", ""]],
    ["expression", ["job", "pool", "6", ""]],
    ["pools", ["hosts", "--pool", ""]],
    ["settings", ["config", "get", ""]],
    ["files", ["plan", ""]],
    ["files", ["--config", ""]],
  ])("knows that %s stand in %j", (kind, words) => {
    expect(candidates(root, words).kind).toBe(kind);
  });

  it("offers nothing where nothing may stand", () => {
    expect(wordsFor("pool", "show", "gpu", "")).toEqual([]);
  });
});
