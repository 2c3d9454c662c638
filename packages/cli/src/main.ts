import { AfpoolsError, toAfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import yargs from "yargs";
import manifest from "../package.json" with { type: "json" };
import { App, type GlobalArguments } from "./app.js";
import { backupCommand } from "./commands/backup.js";
import { certCommands } from "./commands/cert/cert.js";
import { configCommands } from "./commands/config.js";
import { demoCommand } from "./commands/demo.js";
import { doctorCommand } from "./commands/doctor.js";
import { explainCommand } from "./commands/explain.js";
import { applyCommand } from "./commands/files/apply.js";
import { planCommand } from "./commands/files/plan.js";
import { hostsCommand } from "./commands/hosts.js";
import { installCommand, uninstallCommand } from "./commands/install.js";
import { jobCommands } from "./commands/job/job.js";
import { maskCommand } from "./commands/mask.js";
import { poolCommands } from "./commands/pool/pool.js";
import { restoreCommand } from "./commands/restore.js";
import { scanCommand } from "./commands/scan/scan.js";
import { serveCommand } from "./commands/serve.js";
import { submitCommand } from "./commands/submit.js";
import { tokenCommands } from "./commands/token/token.js";
import { userCommands } from "./commands/user/user.js";
import { exitCodes } from "./exit-codes.js";
import { standardInput } from "./input/standard-input.js";
import { styled, type Terminal } from "./output/terminal.js";

/** Runs `afpools` with these words; gives the exit status. Never throws. */
export async function run(words: readonly string[], terminal: Terminal = processTerminal()): Promise<number> {
  const app = new App(terminal);
  try {
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
    .parserConfiguration({ "parse-numbers": false, "parse-positional-numbers": false })
    .option("store", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "sqlite:PATH, mongodb://… or memory:",
    })
    .option("server", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "Work through this server: http(s)://HOST:PORT, or [tls://]HOST:PORT of the pool protocol",
    })
    .option("tls-ca", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "Authority of the server's certificate (PEM file)",
    })
    .option("tls-cert", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "Certificate to show to the server (PEM file)",
    })
    .option("tls-key", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "Its private key (PEM file)",
    })
    .option("token-file", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "File with the token for --server http://…; else AFPOOLS_TOKEN",
    })
    .option("config", { type: "string", global: true, requiresArg: true, describe: "Configuration file" })
    .option("json", { type: "boolean", global: true, describe: "Print JSON" })
    .conflicts("server", "store");
  for (const command of [
    poolCommands,
    planCommand,
    applyCommand,
    maskCommand,
    explainCommand,
    submitCommand,
    jobCommands,
    hostsCommand,
    scanCommand,
    serveCommand,
    demoCommand,
    backupCommand,
    restoreCommand,
    certCommands,
    userCommands,
    tokenCommands,
    configCommands,
    installCommand,
    uninstallCommand,
    doctorCommand,
  ])
    command(cli, app);
  return cli
    .completion("completion", "Print a completion script for bash or zsh")
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
  if (json) terminal.err.write(`${JSON.stringify({ error: { code, message, details } })}\n`);
  else terminal.err.write(`${styled(terminal, "err", "red", "error:")} ${message}\n`);
  if (code === "INTERNAL" && error.cause instanceof Error) terminal.err.write(`${error.cause.stack}\n`);
  return exitCodes[error.kind];
}

function processTerminal(): Terminal {
  return { in: process.stdin, out: process.stdout, err: process.stderr, environment: process.env };
}
