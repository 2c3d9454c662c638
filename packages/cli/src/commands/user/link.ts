import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/moments.js";

export function userLinkCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "link <name>",
    "Create a link that signs a user in once within a day",
    (command) => command.positional("name", { type: "string", demandOption: true, describe: "The user" }),
    (args) =>
      app.withAccounts(args, async (accounts) => {
        const link = await accounts.createLink(args.name);
        app.print(args, link, link.url);
        app.note(`It is valid once, until ${shownMinute(link.expiresAt)} UTC.`);
      }),
  );
}
