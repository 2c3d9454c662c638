import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";

export function userRemoveCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "remove <name>",
    "Delete a user with all sessions and tokens; the history keeps the name",
    (command) =>
      command
        .positional("name", { type: "string", demandOption: true, describe: "The user" })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask" }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        if (!args.yes && !(await confirm(`Delete the user ${JSON.stringify(args.name)}?`, app.terminal))) {
          app.note("Nothing was deleted.");
          return;
        }
        await accounts.removeUser(args.name);
        app.print(args, { removed: args.name }, `${args.name}: deleted`);
      }),
  );
}
