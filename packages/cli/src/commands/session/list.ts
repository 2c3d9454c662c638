import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/moments.js";

export function sessionListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List your sessions; for an admin, everybody's",
    (command) => command.option("user", { type: "string", requiresArg: true, describe: "Only of this user" }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const sessions = await accounts.sessions(args.user);
        if (sessions.length === 0 && !args.json) {
          app.note("There are no sessions.");
          return;
        }
        const text = app.table(args, sessions, [
          { heading: "SESSION", value: ({ id }) => id, whole: true },
          { heading: "USER", value: ({ user }) => user },
          { heading: "ROLE", value: ({ role }) => role },
          { heading: "SIGNED IN", value: ({ createdAt }) => shownMinute(createdAt) },
          { heading: "WITH", value: ({ signedInBy }) => signedInBy },
          { heading: "LAST USED", value: ({ usedAt }) => shownMinute(usedAt) },
          { heading: "FROM", value: ({ usedFrom }) => usedFrom ?? "" },
        ]);
        app.print(args, sessions, text);
      }),
  );
}
