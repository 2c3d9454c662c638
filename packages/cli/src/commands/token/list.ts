import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/moments.js";

export function tokenListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List your tokens; for an admin, everybody's",
    (command) => command.option("user", { type: "string", requiresArg: true, describe: "Only of this user" }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const tokens = await accounts.tokens(args.user);
        if (tokens.length === 0 && !args.json) {
          app.note(`There are no tokens. Make one: ${app.hint(args, "token create LABEL")}`);
          return;
        }
        const text = app.table(args, tokens, [
          { heading: "TOKEN", value: ({ id }) => id, whole: true },
          { heading: "USER", value: ({ user }) => user },
          { heading: "ROLE", value: ({ role }) => role },
          { heading: "LABEL", value: ({ label }) => label },
          { heading: "LAST USED", value: ({ usedAt }) => (usedAt === null ? "never" : shownMinute(usedAt)) },
          { heading: "FROM", value: ({ usedFrom }) => usedFrom ?? "" },
          { heading: "EXPIRES", value: ({ expiresAt }) => expiresAt?.slice(0, 10) ?? "never" },
        ]);
        app.print(args, tokens, text);
      }),
  );
}
