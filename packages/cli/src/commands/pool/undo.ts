import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { describeWrite } from "../../output/describe-write.js";

export function poolUndoCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "undo <change>",
    "Undo a change; the history keeps both",
    (command) =>
      command.positional("change", { type: "string", demandOption: true, describe: "Id, from history" }),
    (args) =>
      app.withPools(args, async (pools) => {
        const write = await pools.undo(args.change, app.author);
        const text = [write, ...write.others]
          .map((each) => describeWrite(each.pool?.name ?? args.change, each))
          .join("\n");
        app.print(args, write, text);
      }),
  );
}
