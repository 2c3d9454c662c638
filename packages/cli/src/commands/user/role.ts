import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { roleOption } from "../role-option.js";

export function userRoleCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "role <name> <role>",
    "Change the role of a user and end the user's sessions",
    (command) =>
      command
        .positional("name", { type: "string", demandOption: true, describe: "The user" })
        .positional("role", { ...roleOption, demandOption: true }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const user = await accounts.editUser(args.name, { role: args.role });
        app.print(args, user, `${user.name}: ${user.role}`);
      }),
  );
}
