import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { describeWrite } from "../../output/describe-write.js";

export function poolDescribeCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "describe <pool> <text>",
    "Set the description of a pool",
    (command) =>
      command
        .positional("pool", { type: "string", demandOption: true, describe: "Name or id" })
        .positional("text", {
          type: "string",
          demandOption: true,
          describe: "The description; '' removes it",
        }),
    (args) =>
      app.withPools(args, async (pools) => {
        const write = await pools.update(args.pool, { description: args.text }, app.author);
        app.print(args, write, describeWrite(args.pool, write));
      }),
  );
}
