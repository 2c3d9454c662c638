import { readFileSync } from "node:fs";
import type { ErrorKind } from "@afpools/core";
import { cell, code, page, prose, table } from "./markdown.js";

type Entry = readonly [name: string, meaning: string];

/** As the build of `@afpools/cli` writes it. */
export interface Manual {
  readonly commands: readonly ManualCommand[];
  readonly options: readonly Entry[];
  readonly expressions: readonly Entry[];
  readonly exits: readonly Entry[];
  readonly exitOfKind: Readonly<Record<ErrorKind, number>>;
  readonly environment: readonly Entry[];
}

interface ManualCommand {
  readonly usage: string;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly summary: string;
  readonly arguments: readonly Entry[];
  readonly options: readonly Entry[];
  readonly examples: readonly Entry[];
}

export function readManual(root: string): Manual {
  return JSON.parse(readFileSync(`${root}/packages/cli/dist/manual.json`, "utf8"));
}

/** Every command with its options, from their definitions. */
export function cliPage(manual: Manual): string {
  return page(
    "# Command line",
    "`afpools` works on the pool database itself, or through a server with `--server`. `afpools COMMAND --help` and `man afpools` tell the same as this page.",
    "A host is a name or a range such as `pc-[001-120]`; `-` reads a list from standard input.",
    "## Global options",
    entries(["option", ""], manual.options),
    ...manual.commands.map(commandSection),
    "## Exit status",
    entries(["status", "meaning"], manual.exits),
    "## Environment",
    entries(["variable", "meaning"], manual.environment),
    "Each setting has [its variable](settings.md), too.",
  );
}

function commandSection({ usage, name, aliases, summary, arguments: own, options, examples }: ManualCommand) {
  return page(
    `## ${name}`,
    `\`\`\`text\n${usage}${options.length > 0 ? " [OPTIONS]" : ""}\n\`\`\``,
    `${prose(summary)}.${aliases.length > 0 ? ` Also: ${aliases.map(code).join(", ")}.` : ""}`,
    own.length > 0 ? entries(["argument", ""], own) : "",
    options.length > 0 ? entries(["option", ""], options) : "",
    ...examples.map(([line, meaning]) => `\`\`\`sh\n${line} # ${meaning}\n\`\`\``),
  ).trimEnd();
}

function entries(heads: readonly string[], all: readonly Entry[]): string {
  return table(
    heads,
    all.map(([name, meaning]) => [code(name), cell(meaning)]),
  );
}
