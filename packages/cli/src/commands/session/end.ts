import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function sessionEndCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "end <sessions..>",
    "End sessions, and revoke the tokens and links created in them",
    (command) =>
      command.positional("sessions", {
        type: "string",
        array: true,
        demandOption: true,
        describe: "Ids, from list",
      }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        for (const id of args.sessions) await accounts.endSession(id);
        app.print(args, { ended: args.sessions }, args.sessions.map((id) => `${id}: ended`).join("\n"));
      }),
  );
}
