import type { ArgumentNode, CommandNode } from "../reference/command-tree.js";

/** How the words of a command line are meant. */
export interface CommandWords {
  /** The deepest command that they name. */
  readonly command: CommandNode;
  /** Those that neither name a command nor are options or values of options. */
  readonly operands: readonly string[];
  /** Options as they are written, without their values. */
  readonly options: readonly string[];
  /** The values that options have. */
  readonly values: readonly OptionValue[];
  /** The option whose value the next word would be. */
  readonly waiting: ArgumentNode | undefined;
  /** Has "--" ended the options? */
  readonly isEnded: boolean;
}

interface OptionValue {
  readonly option: ArgumentNode;
  readonly value: string;
}

/** Tells commands, options and operands apart. Whether they are right is not its matter. */
export function commandWords(root: CommandNode, words: readonly string[]): CommandWords {
  let command = root;
  let waiting: ArgumentNode | undefined;
  let isEnded = false;
  const operands: string[] = [];
  const options: string[] = [];
  const values: OptionValue[] = [];
  for (const word of words) {
    if (waiting) {
      values.push({ option: waiting, value: word });
      waiting = undefined;
    } else if (!isEnded && word === "--") isEnded = true;
    else if (!isEnded && isOption(word)) {
      const [name = ""] = word.split("=", 1);
      options.push(name);
      const option = valueOption(root, command, name);
      if (!word.includes("=")) waiting = option;
      else if (option) values.push({ option, value: word.slice(name.length + 1) });
    } else {
      const inner = operands.length === 0 ? subcommand(command, word) : undefined;
      if (inner) command = inner;
      else operands.push(word);
    }
  }
  return { command, operands, options, values, waiting, isEnded };
}

/** Is it an option, and neither "-" for standard input nor a number? */
function isOption(word: string): boolean {
  return /^-[^\d]/.test(word);
}

function subcommand(command: CommandNode, word: string): CommandNode | undefined {
  return command.commands.find(({ path, aliases }) => path.at(-1) === word || aliases.includes(word));
}

/** The option that waits for its value behind `name`; of single letters in one word, the last one. */
function valueOption(root: CommandNode, command: CommandNode, name: string): ArgumentNode | undefined {
  const isLong = name.startsWith("--");
  const wanted = isLong ? name.slice(2) : name.slice(-1);
  const option = [...command.options, ...root.options].find((each) =>
    isLong ? each.name === wanted : each.aliases.includes(wanted),
  );
  return option?.value === "none" ? undefined : option;
}
