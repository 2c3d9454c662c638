import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import { visibleJson } from "@afpools/core/internal";
import type { Argv } from "yargs";
import manifest from "../package.json" with { type: "json" };
import { App, type GlobalArguments } from "./app.js";
import { defineCommands } from "./command-line.js";
import { completionWord } from "./completion/scripts.js";
import { exitCodes } from "./exit-codes.js";
import { parseOutputForm } from "./output/output-form.js";
import { programName } from "./output/program-name.js";
import { lineWidth, styled, type Terminal, terminalLines } from "./output/terminal.js";
import { type CommandNode, commandTree } from "./reference/command-tree.js";
import { helpOf } from "./reference/help.js";
import { checkWords } from "./words/check-words.js";
import { commandWords } from "./words/command-words.js";
import { plainWords, unmark } from "./words/plain-words.js";

/** Runs `afpools` with these words; gives the exit status. Never throws. */
export async function run(given: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const app = new App(terminal);
  const words = given[0] === "help" ? [...given.slice(1), "--help"] : given;
  try {
    if (words[0] === completionWord) {
      const { complete } = await import("./completion/complete.js");
      await complete(words.slice(1), app);
      return 0;
    }
    const root = commandTree();
    const read = commandWords(root, words);
    const isHelpAsked = read.options.some((option) => option === "--help" || option === "-h");
    const isVersionAsked = read.options.includes("--version");
    if (!isHelpAsked && !isVersionAsked) checkWords(root, read);
    if (isHelpAsked || (!isVersionAsked && isChoice(read.command)))
      terminal.out.write(`${helpOf(root, read.command, lineWidth(terminal))}\n`);
    else await (await commandLine(app)).parseAsync(plainWords(words));
    return app.exitCode;
  } catch (error) {
    return report(toAfpoolsError(error), asksForData(words), terminal);
  }
}

/** Are there commands below it of which one has to be named? */
function isChoice({ commands }: CommandNode): boolean {
  return commands.length > 0 && !commands.some(({ isDefault }) => isDefault);
}

/** Takes up `--output`, which is the file that is written where pools are exported. */
async function takeOutput(
  args: { _: unknown[]; output?: string | undefined; json?: boolean | undefined },
  app: App,
) {
  if (args.output === undefined || args._.join(" ") === "pool export") return;
  const form = parseOutputForm(args.output);
  if (form !== "wide") args.json = true;
  await app.useOutput(form);
}

/** Is the result for a program, and so an error, too? */
function asksForData(words: readonly string[]): boolean {
  return /^--json$|^--output[ =](json|yaml|name)$/m.test(
    `${words.join("\n")}`.replaceAll("--output\n", "--output "),
  );
}

/** Loads yargs, of which help and completion need nothing. */
async function commandLine(app: App): Promise<Argv<GlobalArguments>> {
  const { default: yargs } = await import("yargs");
  const cli = yargs()
    .scriptName("afpools")
    // All else is in English: in the system's language yargs' own words would stand between it.
    .detectLocale(false)
    .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false });
  return defineCommands(cli, app)
    .middleware(unmark)
    .middleware((args) => takeOutput(args, app))
    .strict()
    .help(false)
    .version(manifest.version)
    .exitProcess(false)
    .fail((message, error) => {
      // A message is yargs' own finding; a command's failure comes without one.
      throw message ? new AfpoolsError("INVALID_ARGUMENT", message) : error;
    });
}

function report(error: AfpoolsError, json: boolean, terminal: Terminal): number {
  const { code, message, details } = error;
  if (json) terminal.err.write(`${visibleJson(JSON.stringify({ error: { code, message, details } }))}\n`);
  else terminal.err.write(`${styled(terminal, "err", "red", "error:")} ${terminalLines(message)}\n`);
  if (code === "INTERNAL" && error.cause instanceof Error)
    terminal.err.write(`${terminalLines(error.cause.stack ?? "")}\n`);
  return exitCodes[error.kind];
}

function processTerminal(): Terminal {
  const { stdin, stdout, stderr, env: environment } = process;
  const program = programName({ file: process.argv[1] ?? "afpools", environment });
  return { in: stdin, out: stdout, err: stderr, environment, program };
}
