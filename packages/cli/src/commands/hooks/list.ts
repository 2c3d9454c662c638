import type { Argv } from "yargs";
import type { HooksAccess } from "../../access/access.js";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/moments.js";

export function hooksListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List the webhooks with their last delivery and what waits",
    (command) => command,
    (args) =>
      app.withHooks(args, async (access) => {
        const hooks = await access.list();
        if (hooks.length === 0 && !args.json) {
          app.note('The server has no webhooks. "afpools config set hooks.file FILE" names their file.');
          return;
        }
        const text = app.table(args, hooks, [
          { heading: "WEBHOOK", value: ({ name }) => name, whole: true },
          { heading: "STATE", value: stateOf },
          { heading: "WAITING", value: ({ waiting }) => waiting },
          { heading: "LAST", value: ({ last }) => (last ? shownMinute(last.at) : "") },
          { heading: "RESULT", value: ({ last }) => last?.result ?? "" },
        ]);
        app.print(args, hooks, text);
      }),
  );
}

function stateOf({ sends, failingSince }: Awaited<ReturnType<HooksAccess["list"]>>[number]): string {
  if (failingSince !== null) return `failing since ${shownMinute(failingSince)}`;
  return sends ? "ok" : "sent by another server";
}
