import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { hostsCommand } from "../hosts.js";
import { hostHoldCommand } from "./hold.js";
import { hostHoldsCommand } from "./holds.js";
import { hostReleaseCommand } from "./release.js";
import { hostSetCommand } from "./set.js";
import { hostShowCommand } from "./show.js";

/** `afpools host …` */
export function hostCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("host", "Show hosts, set facts of hosts, hold hosts", (host) => {
    hostsCommand(host, app, "list");
    const commands = [hostShowCommand, hostSetCommand, hostHoldCommand, hostReleaseCommand, hostHoldsCommand];
    for (const command of commands) command(host, app);
    return host;
  });
}
