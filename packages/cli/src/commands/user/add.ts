import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shellWord } from "../../output/program-name.js";
import { roleOption } from "../role-option.js";

export function userAddCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "add <name>",
    "Create a user, who first signs in by a link",
    (command) =>
      command
        .positional("name", {
          type: "string",
          demandOption: true,
          describe: "Name of the user, recorded in the history",
        })
        .option("role", { ...roleOption, default: "viewer" as const }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const user = await accounts.addUser(args.name, args.role);
        app.print(args, user, `${user.name}: made, ${user.role}`);
        app.note(`A link to sign in by: ${app.hint(args, "user link", shellWord(user.name))}`);
      }),
  );
}
