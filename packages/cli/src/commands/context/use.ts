import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { editContexts } from "./edit-contexts.js";

export function contextUseCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "use <name>",
    "Set the current context; default uses the settings",
    (command) =>
      command.positional("name", {
        type: "string",
        demandOption: true,
        describe: "Name of the context, or default",
      }),
    async (args) => {
      const { defaultContext, describePlace, findContext } = await import("@afpools/api/node");
      const { name: current } = args;
      await editContexts(args, app, (all) => {
        if (current !== defaultContext) findContext(all, current, "the command line");
        return { ...all, current };
      });
      const place = await app.place({ config: args.config });
      app.print(args, { current }, `Commands work on ${describePlace(place)}`);
      const { AFPOOLS_CONTEXT, AFPOOLS_SERVER, AFPOOLS_STORE } = app.terminal.environment;
      const stronger = Object.entries({ AFPOOLS_CONTEXT, AFPOOLS_SERVER, AFPOOLS_STORE }).find(
        ([, value]) => value,
      );
      if (stronger) app.warn(`${stronger[0]} is set and beats the context in use.`);
    },
  );
}
