import { wrapText } from "../output/wrap-text.js";
import type { ArgumentNode, CommandNode } from "./command-tree.js";
import { optionMeaning, optionUsage, positionalMeaning, positionalUsage, usageOf } from "./usage.js";

type Entry = readonly [name: string, meaning: string];

/** The widest column of names; a longer name has a line of its own. */
const maxNameWidth = 26;

/**
 * What `--help` shows of a command: its own first, the options that every command has last. `afpools --help` describes
 * these; other commands only name them, so that their own options stay in view.
 *
 * @param width of a line, in characters
 */
export function helpOf(root: CommandNode, command: CommandNode, width: number): string {
  const isRoot = command === root;
  const own = isRoot ? [] : command.options.map(optionEntry);
  const sections = [
    section("Commands", command.commands.map(commandEntry), width),
    section("Arguments", command.positionals.map(positionalEntry), width),
    section("Options", own, width),
    section("Examples", command.examples, width),
    isRoot
      ? section(everyCommand, [...root.options.map(optionEntry), ...builtIn], width)
      : namesOf(root, width),
  ];
  const summary = /[.?!]$/.test(command.summary) ? command.summary : `${command.summary}.`;
  const more =
    command.commands.length > 0
      ? [`"${["afpools", ...command.path].join(" ")} COMMAND --help" describes a command.`]
      : [];
  return [
    `Usage: ${usageOf(command)}`,
    wrapText(summary, width).join("\n"),
    ...sections.filter((text) => text !== ""),
    ...more,
  ].join("\n\n");
}

const everyCommand = "Options of every command";

const builtIn: readonly Entry[] = [
  ["-h, --help", "Show help"],
  ["--version", "Show the version"],
];

function namesOf(root: CommandNode, width: number): string {
  const names = root.options.map(({ name }) => `--${name}`);
  const lines = wrapText(names.join(", "), width - 2).map((line) => `  ${line}`);
  return [`${everyCommand}, described by "afpools --help":`, ...lines].join("\n");
}

function section(heading: string, entries: readonly Entry[], width: number): string {
  if (entries.length === 0) return "";
  const nameWidth = Math.min(maxNameWidth, Math.max(...entries.map(([name]) => name.length)));
  const indent = " ".repeat(nameWidth + 4);
  const lines = entries.flatMap(([name, meaning]) => {
    const [first = "", ...rest] = wrapText(meaning, Math.max(20, width - indent.length));
    const start =
      name.length > nameWidth ? [`  ${name}`, indent + first] : [`  ${name.padEnd(nameWidth)}  ${first}`];
    return [...start, ...rest.map((line) => indent + line)];
  });
  return [`${heading}:`, ...lines.map((line) => line.trimEnd())].join("\n");
}

function commandEntry({ path, positionals, commands, summary, aliases }: CommandNode): Entry {
  const inner = commands.length > 0 ? ["COMMAND"] : positionals.map(positionalUsage);
  const also = aliases.length > 0 ? ` (also: ${aliases.join(", ")})` : "";
  return [[path.at(-1) ?? "", ...inner].join(" "), `${summary}${also}`];
}

function positionalEntry(positional: ArgumentNode): Entry {
  return [positionalUsage(positional), positionalMeaning(positional)];
}

function optionEntry(option: ArgumentNode): Entry {
  return [optionUsage(option), optionMeaning(option)];
}
