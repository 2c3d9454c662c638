import type { Entry, Manual, ManualCommand } from "./manual.js";

/** afpools(1) as the source of man. */
export function manPage(manual: Manual, version: string): string {
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
    ...manual.commands.flatMap(commandSection),
    ".SH GLOBAL OPTIONS",
    ...manual.options.flatMap(term),
    ".SH POOL EXPRESSIONS",
    ...manual.expressions.flatMap(term),
    ".SH EXIT STATUS",
    ...manual.exits.flatMap(term),
    ".SH ENVIRONMENT",
    ...manual.environment.flatMap(term),
    ".SH FILES",
    escaped(
      "The configuration file and, by default, the pool database are in the platform's folders. afpools config shows where, and each setting with where its value comes from.",
    ),
    ".SH EXAMPLES",
    ...manual.examples.flatMap(([lines, meaning]) => [
      ".PP",
      escaped(meaning),
      ".PP",
      ".RS 4",
      ".EX",
      escaped(lines),
      ".EE",
      ".RE",
    ]),
    "",
  ].join("\n");
}

function commandSection({
  usage,
  aliases,
  summary,
  arguments: own,
  options,
  examples,
}: ManualCommand): string[] {
  const also = aliases.length > 0 ? ` (also: ${aliases.join(", ")})` : "";
  return [
    `.SS "${escaped(usage)}"`,
    escaped(`${summary}${also}`),
    ...[...own, ...options, ...examples].flatMap(term),
  ];
}

function term([name, meaning]: Entry): string[] {
  return [".TP", `\\fB${escaped(name)}\\fR`, escaped(meaning)];
}

/** Text that roff prints as it is. */
function escaped(text: string): string {
  return text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll("^", "\\(ha")
    .replaceAll("~", "\\(ti")
    .replaceAll('"', "\\(dq")
    .replaceAll("`", "")
    .replaceAll("…", "...")
    .replaceAll(/^([.'])/gm, "\\&$1");
}
