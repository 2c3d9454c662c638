import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { sessionEndCommand } from "./end.js";
import { sessionListCommand } from "./list.js";

/** `afpools session …` */
export function sessionCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("session", "List and end the sessions of signed-in users", (session) => {
    for (const command of [sessionListCommand, sessionEndCommand]) command(session, app);
    return session;
  });
}
