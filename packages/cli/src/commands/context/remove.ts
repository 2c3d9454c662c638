import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { editContexts } from "./edit-contexts.js";

export function contextRemoveCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["remove <name>", "rm"],
    "Remove a context; the server or database is not changed",
    (command) => command.positional("name", { type: "string", demandOption: true, describe: "Its name" }),
    async (args) => {
      const { defaultContext, findContext } = await import("@afpools/api/node");
      const { name } = args;
      let wasCurrent = false;
      await editContexts(args, app, (all) => {
        findContext(all, name, "the command line");
        wasCurrent = all.current === name;
        const { [name]: _, ...contexts } = all.contexts;
        return { current: wasCurrent ? defaultContext : all.current, contexts };
      });
      app.print(
        args,
        { name },
        `${name}: removed${wasCurrent ? "; commands work where the settings say" : ""}`,
      );
    },
  );
}
