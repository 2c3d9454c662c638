import { exitCodes, exitMeanings } from "../exit-codes.js";
import { type ArgumentNode, type CommandNode, commandTree } from "./command-tree.js";
import { leaves, optionMeaning, optionUsage, positionalMeaning, positionalUsage, usageOf } from "./usage.js";

/** A thing and what it means. */
export type Entry = readonly [name: string, meaning: string];

/** All that is to be said of `afpools`: man's page and the site's are made of it. */
export interface Manual {
  readonly commands: readonly ManualCommand[];
  /** Options of every command. */
  readonly options: readonly Entry[];
  readonly expressions: readonly Entry[];
  readonly exits: readonly Entry[];
  /** The exit status by the kind of an error. */
  readonly exitOfKind: typeof exitCodes;
  readonly environment: readonly Entry[];
  /** Command lines, by what they do. */
  readonly examples: readonly Entry[];
}

export interface ManualCommand {
  /** `afpools pool add POOL [HOSTS…]` */
  readonly usage: string;
  /** `pool add` */
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly arguments: readonly Entry[];
  readonly options: readonly Entry[];
  readonly examples: readonly Entry[];
}

export function manual(): Manual {
  const root = commandTree();
  return {
    commands: leaves(root).map(manualCommand),
    options: [
      ...root.options.map(optionEntry),
      ["-h, --help", "Show help"],
      ["--version", "Show the version"],
    ],
    expressions,
    exits: exitMeanings.map(([status, meaning]) => [String(status), meaning]),
    exitOfKind: exitCodes,
    environment,
    examples,
  };
}

function manualCommand(command: CommandNode): ManualCommand {
  return {
    usage: usageOf(command),
    name: command.path.join(" "),
    aliases: command.aliases,
    summary: command.summary,
    arguments: command.positionals.map((each) => [positionalUsage(each), positionalMeaning(each)]),
    options: command.options.map(optionEntry),
    examples: command.examples,
  };
}

function optionEntry(option: ArgumentNode): Entry {
  return [optionUsage(option), optionMeaning(option)];
}

const expressions = [
  ["gpu", "the hosts of a pool"],
  ["gpu + nuke", "hosts that are in one of them"],
  ["gpu - nuke", "hosts of the first that are not in the second; with a space on both sides"],
  ["gpu & nuke", "hosts that are in both"],
  ["(gpu + nuke) - ws-*", "parentheses; a name with * or ? is a pattern on the hosts' names"],
  ['"Heavy Sim"', "a pool whose name has spaces or signs"],
  ["host:pc-01", "one host, or those that fit a pattern, whatever pool they are in"],
] as const;

const environment = [
  ["AFPOOLS_CONFIG", "Configuration file"],
  ["AFPOOLS_CONTEXT", "The context to work in, as --context"],
  ["AFPOOLS_SERVER", "The server to work through, as --server"],
  ["AFPOOLS_STORE", "The pool database, as --store"],
  ["AFPOOLS_TOKEN", "Token for --server http://…"],
  [
    "AFPOOLS_…",
    "Each setting has a variable that overrides the configuration file; afpools config --json lists them",
  ],
  ["CGRU_LOCATION", "CGRU's folder, whose configuration has the address of afserver"],
  ["NO_COLOR", "No colours"],
  ["PAGER", "Program that shows results longer than the terminal; default: less; cat for none"],
] as const;

const examples = [
  [
    "afpools pool create gpu 'pc-[01-05]'\nafpools mask gpu",
    "Create a pool of five hosts and print its mask:",
  ],
  ["afpools submit job.json --pool 'gpu - ws-*'", "Submit a job to a pool, without the workstations:"],
  [
    "afpools plan pools.yaml\nafpools apply pools.yaml",
    "Show how pools differ from files in git, then apply them:",
  ],
  ["afpools demo", "Try everything without a farm:"],
] as const;
