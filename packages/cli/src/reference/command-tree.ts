import { PassThrough } from "node:stream";
import type { Argv, Options, PositionalOptions } from "yargs";
import { App } from "../app.js";
import { defineCommands } from "../command-line.js";

/** An option or a positional argument, as the command line defines it. */
export interface ArgumentNode {
  /** Without dashes. */
  readonly name: string;
  /** Single letters, without a dash. */
  readonly aliases: readonly string[];
  readonly description: string;
  /** What it takes: nothing for a flag. */
  readonly value: "none" | "one" | "many";
  readonly required: boolean;
  readonly choices: readonly string[];
  /** What it is by default, where that says something. */
  readonly fallback: string | undefined;
}

/** A command with its subcommands; the root is `afpools` itself. */
export interface CommandNode {
  /** Its words behind `afpools`. */
  readonly path: readonly string[];
  readonly aliases: readonly string[];
  readonly summary: string;
  /** Is it what the command above does where no other is named? */
  readonly isDefault: boolean;
  /** In their order. */
  readonly positionals: readonly ArgumentNode[];
  /** Its own; those of the root are every command's. */
  readonly options: readonly ArgumentNode[];
  readonly commands: readonly CommandNode[];
  /** Command lines and what they do. */
  readonly examples: readonly (readonly [string, string])[];
}

/** What the definitions of all commands say, read without running any. */
export function commandTree(): CommandNode {
  const silent = { in: new PassThrough(), out: new PassThrough(), err: new PassThrough(), environment: {} };
  const root = new CommandRecorder([], [], "Pools of render hosts for Afanasy", false);
  defineCommands(root as unknown as Argv, new App(silent));
  return root;
}

/**
 * Takes the place of yargs where commands are defined, and keeps what they say. It has those methods of yargs that our
 * definitions use: a definition that uses another fails here, and then it is to be added.
 */
class CommandRecorder implements CommandNode {
  readonly positionals: ArgumentNode[] = [];
  readonly options: ArgumentNode[] = [];
  readonly commands: CommandNode[] = [];
  readonly examples: [string, string][] = [];

  readonly path: readonly string[];
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly isDefault: boolean;

  constructor(path: readonly string[], aliases: readonly string[], summary: string, isDefault: boolean) {
    this.path = path;
    this.aliases = aliases;
    this.summary = summary;
    this.isDefault = isDefault;
  }

  command(names: string | readonly string[], summary: string, build: (command: this) => unknown): this {
    const [usage = "", ...aliases] = typeof names === "string" ? [names] : names;
    const [word = ""] = usage.split(" ");
    const others = aliases.filter((alias) => alias !== "$0");
    const command = new CommandRecorder(
      [...this.path, word],
      others,
      summary,
      aliases.length > others.length,
    );
    build(command as this);
    this.commands.push(command);
    return this;
  }

  positional(name: string, definition: PositionalOptions): this {
    this.positionals.push(argument(name, definition));
    return this;
  }

  option(name: string, definition: Options): this {
    this.options.push(argument(name, definition));
    return this;
  }

  example(command: string, meaning: string): this {
    this.examples.push([command.replace("$0", "afpools"), meaning]);
    return this;
  }

  check = () => this;
  conflicts = () => this;
}

function argument(name: string, definition: Options | PositionalOptions): ArgumentNode {
  const { alias = [], describe, type, choices = [], demandOption, default: fallback } = definition;
  const isList = definition.array === true || type === "array";
  return {
    name,
    aliases: typeof alias === "string" ? [alias] : alias,
    description: describe || "",
    value: type === "boolean" ? "none" : isList ? "many" : "one",
    required: demandOption === true,
    choices: choices.map(String),
    fallback:
      fallback === undefined || fallback === false || `${fallback}` === "" ? undefined : `${fallback}`,
  };
}
