import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import type { ForeignSystem } from "../../pool-files/foreign/read-foreign.js";
import { type PoolFileFormat, poolFileFormats } from "../../pool-files/pool-file.js";
import type { PoolFileEntry } from "../../pool-files/pool-file-entry.js";
import { readPoolFiles } from "../../pool-files/read-pool-files.js";
import { withDryRun } from "./finish-writes.js";
import { importDrafts } from "./import-drafts.js";

export function poolImportCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "import <file>",
    "Create pools, or add to them, from a JSON, YAML or CSV file, or from the export of another system",
    (command) =>
      withDryRun(command)
        .positional("file", { type: "string", demandOption: true, describe: "File, or - for standard input" })
        .option("format", {
          choices: poolFileFormats,
          describe: "Default: by the file's extension, else by its content",
        })
        .option("from", {
          choices: ["deadline", "opencue", "cgru"] as const,
          describe:
            "The system that the file comes from: /api/slaves?Data=infosettings of Deadline's Web Service or deadlinecommand -GetSlaves true, GetHosts of OpenCue, the pools and renders of afserver",
        })
        .conflicts("from", "format")
        .option("replace", {
          type: "boolean",
          default: false,
          describe: "Set existing pools to exactly the hosts and rules of the file",
        }),
    (args) =>
      app.withAccess(args, async (access) => {
        const drafts = await draftsIn(args, app);
        await importDrafts(args, app, access, drafts);
      }),
  );
}

interface SourceArguments {
  readonly file: string;
  readonly format?: PoolFileFormat | undefined;
  readonly from?: ForeignSystem | undefined;
}

async function draftsIn(
  { file, format, from }: SourceArguments,
  app: App,
): Promise<readonly PoolFileEntry[]> {
  if (from === undefined) return readPoolFiles([file], format, app.terminal);
  const { readForeign } = await import("../../pool-files/foreign/read-foreign.js");
  const { pools, left } = await readForeign(file, from, app.terminal);
  for (const sentence of left) app.note(sentence);
  return pools;
}
