import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { describeWrite } from "../../output/describe-write.js";

export function poolRenameCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "rename <pool> <name>",
    "Rename a pool; its jobs follow it",
    (command) =>
      command
        .positional("pool", { type: "string", demandOption: true, describe: "Name or id" })
        .positional("name", { type: "string", demandOption: true, describe: "The new name" }),
    (args) =>
      app.withPools(args, async (pools) => {
        const write = await pools.update(args.pool, { name: args.name }, app.author);
        app.print(args, write, describeWrite(args.pool, write));
      }),
  );
}
