import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { hostShowCommand } from "./show.js";

/** `afpools host …` */
export function hostCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("host", "Show what is known of one host (all of them: afpools hosts)", (host) => {
    hostShowCommand(host, app);
    return host;
  });
}
