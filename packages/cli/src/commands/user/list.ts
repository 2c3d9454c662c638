import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function userListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the users",
    (command) => command,
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const users = await accounts.users();
        if (users.length === 0 && !args.json) {
          app.note(
            `There are no users yet. Open the link that the server prints, or: ${app.hint(args, "user add NAME")}`,
          );
          return;
        }
        const text = app.table(args, users, [
          { heading: "USER", value: ({ name }) => name },
          { heading: "ROLE", value: ({ role }) => role },
          {
            heading: "SIGNS IN BY",
            value: ({ hasPassword, external }) => (external ? "provider" : hasPassword ? "password" : "link"),
          },
          { heading: "DISABLED", value: ({ disabled }) => (disabled ? "yes" : "") },
          { heading: "SINCE", value: ({ createdAt }) => createdAt.slice(0, 10) },
        ]);
        app.print(args, users, text);
      }),
  );
}
