import { defaultContext, describePlace, findContext } from "@afpools/api/node";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { editContexts } from "./edit-contexts.js";

export function contextUseCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "use <name>",
    "Choose where commands work from now on; default for where the settings say",
    (command) =>
      command.positional("name", { type: "string", demandOption: true, describe: "Its name, or default" }),
    async (args) => {
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
