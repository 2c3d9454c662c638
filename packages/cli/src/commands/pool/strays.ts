import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { finishWrite, withDryRun } from "./finish-writes.js";

export function poolStraysCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "strays <pool> <choice>",
    "Choose what happens to tasks that run on a host that leaves the pool",
    (command) =>
      withDryRun(command)
        .positional("pool", { type: "string", demandOption: true, describe: "Name or id" })
        .positional("choice", {
          choices: ["finish", "restart"] as const,
          demandOption: true,
          describe: "Let them finish there, or restart them on other hosts",
        })
        .example(
          "$0 pool strays night-desks restart",
          "Desks are free as soon as the hours of night-desks end",
        ),
    (args) =>
      app.withPools(args, async (pools, { jobs }) => {
        const { pool, dryRun } = args;
        const write = await pools.update(pool, { restartStrays: args.choice === "restart" }, app.author, {
          dryRun,
        });
        await finishWrite(args, app, jobs, { pool, write });
      }),
  );
}
