import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readPoolFiles } from "../../pool-files/read-pool-files.js";
import { withDryRun } from "./finish-writes.js";
import { importDrafts } from "./import-drafts.js";

export function poolImportCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "import <file>",
    "Make or complete pools from a JSON or YAML file as export writes it",
    (command) =>
      withDryRun(command)
        .positional("file", { type: "string", demandOption: true, describe: "File, or - for standard input" })
        .option("format", {
          choices: ["json", "yaml"] as const,
          describe: "Default: by the file's ending, else json",
        })
        .option("replace", {
          type: "boolean",
          default: false,
          describe: "Pools that exist end with exactly the hosts and rules of the file",
        }),
    (args) =>
      app.withAccess(args, async (access) => {
        const drafts = await readPoolFiles([args.file], args.format, app.terminal);
        await importDrafts(args, app, access, drafts);
      }),
  );
}
