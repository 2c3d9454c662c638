import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { hooksListCommand } from "./list.js";
import { hooksTestCommand } from "./test.js";

/** `afpools hooks …` */
export function hooksCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("hooks", "List and test the webhooks of a server", (hooks) => {
    for (const command of [hooksListCommand, hooksTestCommand]) command(hooks, app);
    return hooks;
  });
}
