import type { Argv } from "yargs";

/** What `plan` and `apply` are told. */
export function withFileOptions<T>(command: Argv<T>) {
  return command
    .positional("files", {
      type: "string",
      array: true,
      demandOption: true,
      describe: "JSON or YAML files of pools, as pool export writes them; - for standard input",
    })
    .option("format", {
      choices: ["json", "yaml"] as const,
      describe: "Default: by each file's ending, else json",
    })
    .option("prune", {
      type: "boolean",
      default: false,
      describe: "Delete the pools that no file names",
    });
}
