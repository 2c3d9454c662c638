import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/shown-minute.js";
import { roleOption } from "../role-option.js";

export function tokenCreateCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "create <label>",
    "Create a token and print it, once",
    (command) =>
      command
        .positional("label", { type: "string", demandOption: true, describe: "What it is for" })
        .option("user", { type: "string", requiresArg: true, describe: "Whose token it is. Default: yours" })
        .option("role", roleOption)
        .option("days", {
          type: "number",
          requiresArg: true,
          describe:
            "How long it is valid. Default: without an end, or as long as the token that you sign in with",
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
          `Programs that present it are signed in as ${token.user}, ${token.role}${token.expiresAt === null ? "" : `, until ${shownMinute(token.expiresAt)} UTC`}. It is not shown again. Token ${token.id}`,
        );
      }),
  );
}
