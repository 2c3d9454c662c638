import { writeFile } from "node:fs/promises";
import { writeFailure } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { formatOf, formatPoolFile, poolFileFormats } from "../../pool-files/pool-file.js";

export function poolExportCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "export [pools..]",
    "Write pools as JSON, YAML or CSV; default: all pools",
    (command) =>
      command
        .positional("pools", {
          type: "string",
          array: true,
          default: [] as string[],
          describe: "Names or ids",
        })
        .option("output", {
          alias: "o",
          type: "string",
          describe: "File to write; default: standard output",
        })
        .option("format", {
          choices: poolFileFormats,
          describe: "Default: by the file's extension, else json",
        }),
    (args) =>
      app.withPools(args, async (access, { recorded }) => {
        const write = async () => {
          const pools =
            args.pools.length > 0
              ? await Promise.all(args.pools.map((pool) => access.get(pool)))
              : await access.list();
          const format = args.format ?? formatOf(args.output) ?? "json";
          const extra = pools
            .flatMap(({ hosts }) => hosts)
            .filter(({ engine, ip, port }) => engine || ip || port);
          if (format === "csv" && extra.length > 0)
            app.warn(`CSV holds names alone: engine, ip and port of ${extra.length} hosts are left out.`);
          const text = await formatPoolFile(pools, format);
          if (args.output === undefined) app.terminal.out.write(text);
          else await writeOutput(args.output, text);
        };
        await (recorded ? recorded("pool.export", { details: { pools: args.pools } }, write) : write());
      }),
  );
}

async function writeOutput(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (error) {
    throw writeFailure(file, error);
  }
}
