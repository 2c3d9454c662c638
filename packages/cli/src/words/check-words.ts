import { AfpoolsError } from "@afpools/core";
import { nearest, quoted } from "@afpools/core/internal";
import type { ArgumentNode, CommandNode } from "../reference/command-tree.js";
import { positionalUsage, usageOf } from "../reference/usage.js";
import type { CommandWords } from "./command-words.js";

/** Options that yargs adds. */
const builtIn = ["--help", "-h", "--version"];

/** Choices that are longer than this, in characters, are not listed in a message. */
const maxChoices = 150;

/**
 * Checks that there are the command, the options and as many arguments as it takes.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`, with what was probably meant
 */
export function checkWords(root: CommandNode, words: CommandWords): void {
  const { command, operands } = words;
  const [first] = operands;
  if (command.commands.length > 0 && first !== undefined) throw unknownCommand(command, first);
  for (const option of words.options) checkOption(root, command, option);
  if (words.waiting) throw wrong(`--${words.waiting.name} takes a value.`, command);
  const missing = command.positionals.filter(({ required }) => required)[operands.length];
  if (missing) throw wrong(`${positionalUsage(missing)} is missing.`, command);
  const extra = operands[command.positionals.length];
  const takesMany = command.positionals.some(({ value }) => value === "many");
  if (extra !== undefined && !takesMany) throw wrong(`${quoted(extra, 80)} is an extra argument.`, command);
  checkOnce(words, command);
  for (const { option, value } of words.values) checkChoice(`--${option.name}`, option, value, command);
  for (const [index, value] of operands.entries()) {
    const positional = command.positionals[index] ?? command.positionals.at(-1);
    if (positional) checkChoice(positionalUsage(positional), positional, value, command);
  }
}

function unknownCommand(command: CommandNode, word: string): AfpoolsError {
  const names = command.commands.flatMap(({ path, aliases }) => [path.at(-1) ?? "", ...aliases]);
  const program = ["afpools", ...command.path].join(" ");
  const suggestion = nearest(word, names);
  const hint = suggestion === undefined ? "" : ` Did you mean "${program} ${suggestion}"?`;
  return new AfpoolsError(
    "INVALID_ARGUMENT",
    `There is no command ${quoted(word, 80)} of ${program}.${hint} "${program} --help" lists them.`,
    { details: { word, ...(suggestion !== undefined && { suggestion }) } },
  );
}

function checkOption(root: CommandNode, command: CommandNode, written: string): void {
  const options = [...command.options, ...root.options];
  const known = [...builtIn, ...options.flatMap(spellings)];
  const isKnown = written.startsWith("--")
    ? known.includes(written)
    : [...written.slice(1)].every((letter) => known.includes(`-${letter}`));
  if (isKnown) return;
  const suggestion = nearest(written, known);
  const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
  const program = ["afpools", ...command.path].join(" ");
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `There is no option ${quoted(written, 80)} of ${program}.${hint} "${program} --help" lists them.`,
    { details: { word: written, ...(suggestion !== undefined && { suggestion }) } },
  );
}

/** An option that takes one value is given once. */
function checkOnce({ values }: CommandWords, command: CommandNode): void {
  const given = new Set<ArgumentNode>();
  for (const { option } of values) {
    if (option.value === "one" && given.has(option)) throw wrong(`--${option.name} is given twice.`, command);
    given.add(option);
  }
}

function checkChoice(shown: string, { choices }: ArgumentNode, value: string, command: CommandNode): void {
  if (choices.length === 0 || choices.includes(value)) return;
  const suggestion = nearest(value, choices);
  const hint = suggestion === undefined ? "" : ` Did you mean ${suggestion}?`;
  const all = choices.join(", ");
  const taken = all.length > maxChoices ? `one of the ${choices.length} that --help lists` : all;
  throw wrong(`${shown} takes ${taken}, not ${quoted(value, 80)}.${hint}`, command);
}

function spellings({ name, aliases, value }: ArgumentNode): string[] {
  const negated = value === "none" ? [`--no-${name}`] : [];
  return [`--${name}`, ...negated, ...aliases.map((alias) => `-${alias}`)];
}

function wrong(message: string, command: CommandNode): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", `${message} Usage: ${usageOf(command)}`);
}
