import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { userAddCommand } from "./add.js";
import { userDisableCommand, userEnableCommand } from "./disable.js";
import { userLinkCommand } from "./link.js";
import { userListCommand } from "./list.js";
import { userRemoveCommand } from "./remove.js";
import { userRoleCommand } from "./role.js";

/** `afpools user …` */
export function userCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("user", "List and manage users", (user) => {
    const commands = [
      userListCommand,
      userAddCommand,
      userRoleCommand,
      userDisableCommand,
      userEnableCommand,
      userRemoveCommand,
      userLinkCommand,
    ];
    for (const command of commands) command(user, app);
    return user;
  });
}
