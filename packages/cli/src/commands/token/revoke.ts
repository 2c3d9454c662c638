import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function tokenRevokeCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "revoke <token>",
    "Revoke a token, and the sessions and tokens created with it",
    (command) =>
      command.positional("token", { type: "string", demandOption: true, describe: "Id, from list" }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        await accounts.revokeToken(args.token);
        app.print(args, { revoked: args.token }, `${args.token}: revoked`);
      }),
  );
}
