import { exitMeanings } from "../exit-codes.js";
import { type CommandNode, commandTree } from "./command-tree.js";
import { leaves, meaningOf, optionUsage, positionalUsage, usageOf } from "./usage.js";

/** afpools(1) as the source of man. */
export function manPage(version: string): string {
  const root = commandTree();
  return [
    `.TH AFPOOLS 1 "" "Afanasy Pools ${version}" "Afanasy Pools"`,
    ".SH NAME",
    "afpools \\- pools of render hosts for the render manager Afanasy",
    ".SH SYNOPSIS",
    ...[
      "\\fBafpools\\fR \\fICOMMAND\\fR [\\fIOPTIONS\\fR]",
      ".br",
      "\\fBafpools\\fR \\fICOMMAND\\fR \\fB\\-\\-help\\fR",
    ],
    ".SH DESCRIPTION",
    escaped(
      "A pool is a named group of render hosts; pools may overlap. afpools makes and changes pools, turns a pool, or an expression of pools such as gpu + nuke - ws-*, into the hosts masks of a job, sends jobs to pools, and starts the Pool Server, which keeps jobs on their pools when these change.",
    ),
    ".PP",
    escaped(
      "It works on the pool database itself, or through a server (--server). A HOST is a name, or a range such as pc-[001-120]; - reads a list from standard input.",
    ),
    ".SH COMMANDS",
    ...leaves(root).flatMap(commandSection),
    ".SH GLOBAL OPTIONS",
    ...root.options.flatMap(argumentLines),
    ...[
      ".TP",
      "\\fB\\-h\\fR, \\fB\\-\\-help\\fR",
      "Show help",
      ".TP",
      "\\fB\\-\\-version\\fR",
      "Show the version",
    ],
    ".SH POOL EXPRESSIONS",
    ...expressions.flatMap(([text, meaning]) => term(text, meaning)),
    ".SH EXIT STATUS",
    ...exitMeanings.flatMap(([status, meaning]) => term(String(status), meaning)),
    ".SH ENVIRONMENT",
    ...environment.flatMap(([name, meaning]) => term(name, meaning)),
    ".SH FILES",
    escaped(
      "The configuration file and, without another database, the file of pools lie in the platform's folders; afpools config shows where, with each setting and where its value comes from.",
    ),
    ".SH EXAMPLES",
    ...examples.flatMap(([meaning, line]) => [
      ".PP",
      escaped(meaning),
      ".PP",
      ".RS 4",
      ".EX",
      escaped(line),
      ".EE",
      ".RE",
    ]),
    "",
  ].join("\n");
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
  ["AFPOOLS_STORE", "The pool database, as --store"],
  ["AFPOOLS_TOKEN", "Token for --server http://…"],
  [
    "AFPOOLS_…",
    "Each setting has a variable that beats the configuration file; afpools config --json tells them",
  ],
  ["CGRU_LOCATION", "CGRU's folder, whose configuration says where afserver is"],
  ["NO_COLOR", "No colours"],
] as const;

const examples = [
  [
    "Make a pool of five hosts and show the mask that it gives:",
    "afpools pool create gpu 'pc-[01-05]'\nafpools mask gpu",
  ],
  ["Send a job to a pool without the workstations:", "afpools submit job.json --pool 'gpu - ws-*'"],
  [
    "Make the pools what files in git say, having looked at the difference:",
    "afpools plan pools.yaml\nafpools apply pools.yaml",
  ],
  ["Try all of it without a farm:", "afpools demo"],
] as const;

function commandSection(command: CommandNode): string[] {
  const { aliases, summary, positionals, options } = command;
  const also = aliases.length > 0 ? ` (also: ${aliases.join(", ")})` : "";
  return [
    `.SS "${escaped(usageOf(command)).replaceAll('"', "\\(dq")}"`,
    escaped(`${summary}${also}`),
    ...positionals.flatMap((each) => term(positionalUsage(each), meaningOf(each))),
    ...options.flatMap(argumentLines),
    ...command.examples.flatMap(([line, meaning]) => term(line, meaning)),
  ];
}

function argumentLines(option: CommandNode["options"][number]): string[] {
  return term(optionUsage(option), meaningOf(option));
}

function term(name: string, meaning: string): string[] {
  return [".TP", `\\fB${escaped(name)}\\fR`, escaped(meaning)];
}

/** Text that roff prints as it is. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replaceAll("`", "")
    .replaceAll("…", "...")
    .replaceAll(/^([.'])/gm, "\\&$1");
}
