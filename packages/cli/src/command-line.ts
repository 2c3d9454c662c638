import type { Argv } from "yargs";
import type { App, GlobalArguments } from "./app.js";
import { auditCommand } from "./commands/audit.js";
import { backupCommand } from "./commands/backup.js";
import { certCommands } from "./commands/cert/cert.js";
import { completionCommand } from "./commands/completion.js";
import { configCommands } from "./commands/config.js";
import { contextCommands } from "./commands/context/context.js";
import { demoCommand } from "./commands/demo.js";
import { doctorCommand } from "./commands/doctor.js";
import { explainCommand } from "./commands/explain.js";
import { applyCommand } from "./commands/files/apply.js";
import { planCommand } from "./commands/files/plan.js";
import { hooksCommands } from "./commands/hooks/hooks.js";
import { hostCommands } from "./commands/host/host.js";
import { hostsCommand } from "./commands/hosts.js";
import { installCommand, uninstallCommand } from "./commands/install.js";
import { jobCommands } from "./commands/job/job.js";
import { maskCommand } from "./commands/mask.js";
import { migrateCommand } from "./commands/migrate.js";
import { poolCommands } from "./commands/pool/pool.js";
import { restoreCommand } from "./commands/restore.js";
import { scanCommand } from "./commands/scan/scan.js";
import { serveCommand } from "./commands/serve.js";
import { sessionCommands } from "./commands/session/session.js";
import { submitCommand } from "./commands/submit.js";
import { tokenCommands } from "./commands/token/token.js";
import { usageCommand } from "./commands/usage.js";
import { userCommands } from "./commands/user/user.js";
import { welcomeCommand } from "./commands/welcome.js";

/** Every option and command of `afpools`, said to yargs, or to who describes them. */
export function defineCommands(yargs: Argv, app: App): Argv<GlobalArguments> {
  const cli = yargs
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
      describe: "Work through a server: http(s)://HOST:PORT, or [tls://]HOST:PORT for the pool protocol",
    })
    .option("context", {
      type: "string",
      global: true,
      requiresArg: true,
      describe:
        "Work on the server or database of this context; default for none. See afpools context --help",
    })
    .option("tls-ca", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "CA of the server's certificate (PEM file)",
    })
    .option("tls-cert", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "Client certificate (PEM file)",
    })
    .option("tls-key", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "Private key of the client certificate (PEM file)",
    })
    .option("token-file", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "File with the token for --server http://…; default: AFPOOLS_TOKEN",
    })
    .option("config", { type: "string", global: true, requiresArg: true, describe: "Configuration file" })
    .option("json", { type: "boolean", global: true, describe: "Print JSON; same as --output json" })
    .option("output", {
      type: "string",
      global: true,
      requiresArg: true,
      describe: "wide: do not truncate; name: names or ids only; json; yaml",
    })
    .conflicts("server", ["store", "context"])
    .conflicts("store", "context")
    .conflicts("json", "output");
  for (const command of [
    poolCommands,
    planCommand,
    applyCommand,
    maskCommand,
    explainCommand,
    submitCommand,
    jobCommands,
    hostsCommand,
    hostCommands,
    usageCommand,
    scanCommand,
    serveCommand,
    welcomeCommand,
    demoCommand,
    backupCommand,
    restoreCommand,
    certCommands,
    userCommands,
    sessionCommands,
    tokenCommands,
    auditCommand,
    hooksCommands,
    contextCommands,
    configCommands,
    installCommand,
    uninstallCommand,
    migrateCommand,
    doctorCommand,
    completionCommand,
  ])
    command(cli, app);
  return cli;
}
