import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { formatTable } from "../../output/table.js";

export function tokenListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the tokens, as far as you may see them",
    (command) =>
      command.option("user", { type: "string", requiresArg: true, describe: "Of this user alone" }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const tokens = await accounts.tokens(args.user);
        if (tokens.length === 0 && !args.json) {
          app.note("There are no tokens. Make one: afpools token create LABEL");
          return;
        }
        const day = (moment: string | null, otherwise: string) => moment?.slice(0, 10) ?? otherwise;
        const text = formatTable(tokens, [
          { heading: "TOKEN", value: ({ id }) => id },
          { heading: "USER", value: ({ user }) => user },
          { heading: "ROLE", value: ({ role }) => role },
          { heading: "LABEL", value: ({ label }) => label },
          { heading: "USED", value: ({ usedAt }) => day(usedAt, "never") },
          { heading: "UNTIL", value: ({ expiresAt }) => day(expiresAt, "for ever") },
        ]);
        app.print(args, tokens, text);
      }),
  );
}
