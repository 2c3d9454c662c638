import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/moments.js";
import { roleOption } from "../role-option.js";

export function tokenCreateCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "create <label>",
    "Create a token and print it (shown only once)",
    (command) =>
      command
        .positional("label", { type: "string", demandOption: true, describe: "What the token is for" })
        .option("user", { type: "string", requiresArg: true, describe: "User of the token. Default: you" })
        .option("role", roleOption)
        .option("days", {
          type: "number",
          requiresArg: true,
          describe: "Days until it expires. Default: never, or when the token that you sign in with expires",
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
