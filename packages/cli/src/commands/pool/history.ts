import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { describeChange } from "../../output/describe-change.js";

/** As the service has it. */
const maxLimit = 10_000;

export function poolHistoryCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "history [pool]",
    "Show who changed what, newest first",
    (command) =>
      command
        .positional("pool", {
          type: "string",
          describe: "Name or id, also of a deleted pool; default: all pools",
        })
        .option("limit", { type: "number", default: 50, describe: "Maximum number of changes, 1 to 10000" })
        .check(
          ({ limit }) =>
            (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) || `--limit is 1 to ${maxLimit}.`,
        ),
    (args) =>
      app.withPools(args, async (pools) => {
        const { pool, limit } = args;
        const changes = await pools.history({ limit, ...(pool !== undefined && { pool }) });
        const text = app.table(args, changes, [
          { heading: "CHANGE", value: (change) => change.id, whole: true },
          { heading: "WHEN", value: (change) => change.at.slice(0, 19).replace("T", " ") },
          { heading: "WHO", value: (change) => `${change.by} (${change.origin})` },
          { heading: "POOL", value: (change) => change.poolName },
          { heading: "WHAT", value: describeChange, whole: true },
        ]);
        if (changes.length === 0) app.note("Nothing was changed yet.");
        app.print(args, changes, changes.length === 0 ? "" : text);
      }),
  );
}
