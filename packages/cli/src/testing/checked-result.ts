import { expect } from "vitest";
import { commandTree } from "../reference/command-tree.js";
import { results } from "../results/results.js";
import { commandWords } from "../words/command-words.js";

const root = commandTree();

/** Fails where a command prints as JSON what its schema does not say, a member too many included. */
export function checkResult(words: readonly string[], status: number, out: string): void {
  const isJson = words.includes("--json") || /--output[ =]json/.test(words.join(" "));
  if (!isJson || out === "" || ![0, 8, 9].includes(status) || words.includes("--watch")) return;
  const name = commandWords(root, words).command.path.join(" ");
  const schema = results[name];
  if (!schema) return;
  const value: unknown = JSON.parse(out);
  const read = schema.safeParse(value);
  expect(read.error, `${name} --json prints ${out}`).toBeUndefined();
  expect(value, `${name} --json has a member that its schema does not have`).toEqual(read.data);
}
