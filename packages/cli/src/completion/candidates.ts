import type { ArgumentNode, CommandNode } from "../reference/command-tree.js";
import { commandWords } from "../words/command-words.js";

/** What may stand where the cursor is. */
export type Candidates =
  | { readonly kind: "words"; readonly words: readonly Candidate[] }
  /** Names of pools, as they are or as part of an expression; settings' keys. */
  | { readonly kind: "pools" | "expression" | "settings" }
  /** The shell's own: files. */
  | { readonly kind: "files" };

export interface Candidate {
  readonly word: string;
  readonly description: string;
}

/** @param words those behind `afpools`; the last one is being typed, and may be empty */
export function candidates(root: CommandNode, words: readonly string[]): Candidates {
  const before = words.slice(0, -1);
  const current = words.at(-1) ?? "";
  const { command, operands, waiting, isEnded } = commandWords(root, before);
  if (waiting) return valuesOf(waiting);
  if (current.startsWith("-") && !isEnded)
    return { kind: "words", words: optionWords(root, command, before) };
  if (command.commands.length > 0) return { kind: "words", words: command.commands.map(commandWord) };
  const positional =
    command.positionals[operands.length] ?? command.positionals.findLast(({ value }) => value === "many");
  return positional ? valuesOf(positional) : { kind: "words", words: [] };
}

function optionWords(root: CommandNode, command: CommandNode, before: readonly string[]): Candidate[] {
  return [...command.options, ...root.options]
    .filter(({ name, value }) => value === "many" || !before.includes(`--${name}`))
    .map(({ name, description }) => ({ word: `--${name}`, description }));
}

function commandWord({ path, summary }: CommandNode): Candidate {
  return { word: path.at(-1) ?? "", description: summary };
}

function valuesOf({ name, choices }: ArgumentNode): Candidates {
  if (choices.length > 0) {
    return { kind: "words", words: choices.map((word) => ({ word, description: "" })) };
  }
  if (name === "setting") return { kind: "settings" };
  if (name === "expression") return { kind: "expression" };
  return { kind: ["pool", "pools", "add"].includes(name) ? "pools" : "files" };
}
