import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function userDisableCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "disable <name>",
    "Disable a user: end the sessions, and refuse the tokens until the user is enabled",
    withName,
    (args) => setDisabled(args, true, app),
  );
}

export function userEnableCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("enable <name>", "Let a disabled user sign in again", withName, (args) =>
    setDisabled(args, false, app),
  );
}

function withName<T>(command: Argv<T>) {
  return command.positional("name", { type: "string", demandOption: true, describe: "The user" });
}

async function setDisabled(
  args: GlobalArguments & { readonly name: string },
  disabled: boolean,
  app: App,
): Promise<void> {
  await app.withAccounts(args, async (accounts) => {
    const user = await accounts.editUser(args.name, { disabled });
    app.print(args, user, `${user.name}: ${disabled ? "disabled" : "enabled"}`);
  });
}
