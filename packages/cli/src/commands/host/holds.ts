import { heldBy, isHoldOver, type Pool } from "@afpools/core";
import { endOfHold, isHold } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { localTime } from "../../output/moments.js";

export function hostHoldsCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "holds",
    "List the holds with their hosts, reason, author and end",
    (command) =>
      command.option("all", { type: "boolean", default: false, describe: "Include holds that are over" }),
    (args) =>
      app.withPools(args, async (pools) => {
        const all = (await pools.list()).filter(isHold);
        const holds = args.all ? all : all.filter((hold) => !isHoldOver(hold, Date.now()));
        if (holds.length === 0 && !args.json) return app.note("No host is held.");
        const text = app.table(args, holds, [
          { heading: "HOLD", value: ({ name }) => name.slice("hold:".length) },
          { heading: "HOSTS", value: (hold) => heldBy(hold).join(", ") },
          { heading: "UNTIL", value: untilOf },
          { heading: "BY", value: ({ changedBy }) => changedBy },
          { heading: "SINCE", value: ({ changedAt }) => (changedAt ? localTime(Date.parse(changedAt)) : "") },
          { heading: "REASON", value: ({ description }) => description },
        ]);
        app.print(args, holds, text);
      }),
  );
}

function untilOf(hold: Pool): string {
  const end = endOfHold(hold);
  if (end === undefined) return "released";
  return end <= Date.now() ? "is over" : localTime(end);
}
