import { AfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";

export function hooksTestCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "test <hook>",
    "Send a test to a webhook",
    (command) =>
      command.positional("hook", { type: "string", demandOption: true, describe: "Its name, from list" }),
    (args) =>
      app.withHooks(args, async (hooks) => {
        const tested = await hooks.test(args.hook);
        if (!tested.delivered) {
          throw new AfpoolsError(
            "SERVER_UNREACHABLE",
            `The webhook ${quoted(args.hook, 60)} did not take the test: ${tested.result}.`,
            { details: { hook: args.hook, result: tested.result } },
          );
        }
        app.print(args, tested, `${args.hook}: delivered, ${tested.result}`);
      }),
  );
}
