import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { shown } from "./add.js";
import { contextsOf } from "./edit-contexts.js";

export function contextListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the contexts; * marks the current one",
    (command) => command,
    async (args) => {
      const { defaultContext } = await import("@afpools/api/node");
      const { all } = await contextsOf(args, app);
      const rows = [[defaultContext, {}] as const, ...Object.entries(all.contexts)].map(
        ([name, context]) => ({
          name,
          current: name === all.current,
          ...shown(context),
        }),
      );
      const text = app.table(args, rows, [
        { heading: "", value: ({ current }) => (current ? "*" : "") },
        { heading: "CONTEXT", value: ({ name }) => name },
        { heading: "ADDRESS", value: ({ server, store }) => server ?? store ?? "where the settings say" },
      ]);
      app.print(args, rows, text);
    },
  );
}
