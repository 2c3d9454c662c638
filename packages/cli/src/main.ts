import { AfpoolsError, toAfpoolsError, visibleJson } from "@afpools/core";
import type { Argv } from "yargs";
import yargs from "yargs";
import manifest from "../package.json" with { type: "json" };
import { App, type GlobalArguments } from "./app.js";
import { defineCommands } from "./command-line.js";
import { completionWord } from "./completion/scripts.js";
import { exitCodes } from "./exit-codes.js";
import { standardInput } from "./input/read-input.js";
import { styled, type Terminal, terminalLines } from "./output/terminal.js";

/** Runs `afpools` with these words; gives the exit status. Never throws. */
export async function run(words: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const app = new App(terminal);
  try {
    if (words[0] === completionWord) {
      const { complete } = await import("./completion/complete.js");
      await complete(words.slice(1), app);
      return 0;
    }
    await commandLine(app).parseAsync(words.map((word) => (word === "-" ? standardInput : word)));
    return app.exitCode;
  } catch (error) {
    return report(toAfpoolsError(error), words.includes("--json"), terminal);
  }
}

function commandLine(app: App): Argv<GlobalArguments> {
  const cli = yargs()
    .scriptName("afpools")
    // All else is in English: in the system's language yargs' own words would stand between it.
    .detectLocale(false)
    .usage("$0 <command>\n\nPools of render hosts for Afanasy.")
    .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false });
  return defineCommands(cli, app)
    .demandCommand(1, "Say what to do; afpools --help lists the commands.")
    .strict()
    .help()
    .alias("help", "h")
    .version(manifest.version)
    .wrap(Math.min(110, process.stdout.columns || 110))
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
  return { in: process.stdin, out: process.stdout, err: process.stderr, environment: process.env };
}
