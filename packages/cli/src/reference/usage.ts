import type { ArgumentNode, CommandNode } from "./command-tree.js";

/** How a command is written: `afpools pool add POOL [HOSTS…]`. */
export function usageOf({ path, positionals, commands }: CommandNode): string {
  const inner = commands.length > 0 ? ["COMMAND"] : [];
  return ["afpools", ...path, ...inner, ...positionals.map(positionalUsage)].join(" ");
}

/** How an option is written: `-n, --dry-run`, `--store STORE`. */
export function optionUsage(option: ArgumentNode): string {
  const names = [...option.aliases.map((alias) => `-${alias}`), `--${option.name}`].join(", ");
  if (option.value === "none") return names;
  return `${names} ${valueName(option)}${option.value === "many" ? "…" : ""}`;
}

export function positionalUsage(positional: ArgumentNode): string {
  const name = `${capitals(positional.name)}${positional.value === "many" ? "…" : ""}`;
  return positional.required ? name : `[${name}]`;
}

/** An option's meaning, with the values that it takes where {@link optionUsage} has no room for them. */
export function optionMeaning(option: ArgumentNode): string {
  return meaning(option, areChoicesShort(option) ? [] : option.choices);
}

/** A positional argument's meaning with the values that it takes. */
export function positionalMeaning(positional: ArgumentNode): string {
  return meaning(positional, positional.choices);
}

function meaning({ description, fallback }: ArgumentNode, choices: readonly string[]): string {
  return [
    description,
    choices.length > 0 ? `One of: ${choices.join(", ")}.` : "",
    fallback === undefined ? "" : `Default: ${fallback}.`,
  ]
    .filter((part) => part !== "")
    .map((part, index, all) => (index < all.length - 1 && !/[.?!]$/.test(part) ? `${part}.` : part))
    .join(" ");
}

/** Commands without subcommands, in the order of their definition. */
export function leaves(command: CommandNode): readonly CommandNode[] {
  return command.commands.flatMap((inner) => (inner.commands.length > 0 ? leaves(inner) : [inner]));
}

/** Choices that are longer than this, in characters, are told with the meaning alone: no line is broken within them. */
const maxChoices = 60;

function valueName(option: ArgumentNode): string {
  const { name, choices } = option;
  return choices.length > 0 && areChoicesShort(option)
    ? choices.join("|")
    : capitals(name.replace(/^.*-/, ""));
}

function areChoicesShort({ choices }: ArgumentNode): boolean {
  return choices.join("|").length <= maxChoices;
}

const capitals = (text: string) => text.replaceAll("-", "_").toUpperCase();
