import type { Argv } from "yargs";
import { poolFileFormats } from "../../pool-files/pool-file.js";

/** What `plan` and `apply` are told. */
export function withFileOptions<T>(command: Argv<T>) {
  return command
    .positional("files", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "JSON, YAML or CSV files of pools, as pool export writes them; - for standard input",
    })
    .option("format", {
      choices: poolFileFormats,
      describe: "Default: by the file's extension, else by its content",
    })
    .option("prune", {
      type: "boolean",
      default: false,
      describe: "Delete the pools that are in no file",
    });
}
