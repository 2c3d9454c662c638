import { readFile } from "node:fs/promises";
import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { readAll, standardInput } from "../../input/standard-input.js";
import { formatOf, parsePoolFile } from "../../pool-files/pool-file.js";
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
      app.withPools(args, async (access) => {
        const text = args.file === standardInput ? await readAll(app.terminal.in) : await readText(args.file);
        const drafts = await parsePoolFile(text, args.format ?? formatOf(args.file), args.file);
        await importDrafts(args, app, access, drafts);
      }),
  );
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    throw new AfpoolsError("INVALID_FILE", `${file} cannot be read: ${(error as Error).message}.`, {
      cause: error,
    });
  }
}
