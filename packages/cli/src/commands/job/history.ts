import type { Argv } from "yargs";
import type { JobPoolChange } from "../../access/access.js";
import type { App, GlobalArguments } from "../../app.js";
import { shownMinute } from "../../output/moments.js";

/** As of the history of pools. */
const maxLimit = 10_000;

export function jobHistoryCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "history [job]",
    "Show who assigned which job to which pool, newest first",
    (command) =>
      command
        .positional("job", { type: "string", describe: "Id or full name of a job; default: all jobs" })
        .option("limit", { type: "number", default: 50, describe: "Maximum number of changes, 1 to 10000" })
        .check(
          ({ limit }) =>
            (Number.isInteger(limit) && limit >= 1 && limit <= maxLimit) || `--limit is 1 to ${maxLimit}.`,
        ),
    (args) =>
      app.withAccess(args, async ({ jobs }) => {
        const { job: wanted, limit } = args;
        // Of one job it looks through all that is kept: the limit is for what is shown.
        const found = await jobs.history(wanted === undefined ? limit : maxLimit);
        const changes = found
          .filter(({ job }) => wanted === undefined || isCalled(job, wanted))
          .slice(0, limit);
        if (changes.length === 0) app.note("No job was assigned to a pool or released yet.");
        const text = app.table(args, changes, [
          { heading: "TIME (UTC)", value: ({ at }) => shownMinute(at) },
          { heading: "WHO", value: ({ by }) => by },
          { heading: "JOB", value: ({ job }) => `${job.id} ${job.name}` },
          { heading: "POOL", value: ({ pool }) => pool ?? "-" },
          { heading: "BEFORE", value: poolBefore },
        ]);
        app.print(args, changes, changes.length === 0 ? "" : text);
      }),
  );
}

function isCalled({ id, name }: JobPoolChange["job"], wanted: string): boolean {
  return String(id) === wanted || name === wanted;
}

/** A mask that a person wrote by hand is not kept. */
function poolBefore({ before }: JobPoolChange): string {
  if (before === undefined) return "?";
  return before?.expression ?? "-";
}
