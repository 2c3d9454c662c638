import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { contextAddCommand } from "./add.js";
import { contextListCommand } from "./list.js";
import { contextRemoveCommand } from "./remove.js";
import { contextShowCommand } from "./show.js";
import { contextUseCommand } from "./use.js";

/** `afpools context …` */
export function contextCommands(cli: Argv<GlobalArguments>, app: App): void {
  cli.command("context", "Name servers and databases, and choose the one to work on", (context) => {
    for (const command of [
      contextAddCommand,
      contextUseCommand,
      contextListCommand,
      contextShowCommand,
      contextRemoveCommand,
    ])
      command(context, app);
    return context;
  });
}
