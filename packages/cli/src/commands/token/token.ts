import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { tokenCreateCommand } from "./create.js";
import { tokenListCommand } from "./list.js";
import { tokenRevokeCommand } from "./revoke.js";

/** `afpools token …` */
export function tokenCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("token", "List, create and revoke tokens for programs", (token) => {
    for (const command of [tokenListCommand, tokenCreateCommand, tokenRevokeCommand]) command(token, app);
    return token;
  });
}
