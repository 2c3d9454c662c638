import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { roleOption } from "../role-option.js";

export function tokenCreateCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "create <label>",
    "Make a token, and print what is secret of it, once",
    (command) =>
      command
        .positional("label", { type: "string", demandOption: true, describe: "What it is for" })
        .option("user", { type: "string", requiresArg: true, describe: "Whose; yours unless told" })
        .option("role", roleOption)
        .option("days", {
          type: "number",
          requiresArg: true,
          describe: "How long it is good; for ever unless told",
        })
        .check(
          ({ days }) =>
            days === undefined ||
            (Number.isInteger(days) && days >= 1 && days <= 3_650) ||
            "--days is 1 to 3650.",
        ),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const { label, user, role, days } = args;
        const made = await accounts.createToken({
          label,
          user,
          ...(role && { role }),
          ...(days !== undefined && { days }),
        });
        app.print(args, made, made.secret);
        const { token } = made;
        app.note(
          `It lets programs in as ${token.user}, ${token.role}; it is not shown again. Token ${token.id}`,
        );
      }),
  );
}
