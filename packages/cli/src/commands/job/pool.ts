import { quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { countHosts, noteWarnings } from "../../output/describe-plan.js";
import { type PlaceOptions, placeRequest, withPoolOptions } from "./pool-options.js";

export function jobPoolCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "pool <job> [expression]",
    "Assign a queued or running job to a pool, or release it from its pool",
    (command) =>
      withPoolOptions(command)
        .positional("job", { type: "string", demandOption: true, describe: "Id or full name of the job" })
        .positional("expression", { type: "string", describe: "A pool, or gpu + nuke - 'ws-*'" })
        .option("none", {
          type: "boolean",
          default: false,
          describe: "Release the job from its pool and restore its own masks",
        })
        .check(
          ({ expression, none }) =>
            (expression === undefined) === none || "Say a pool or an expression, or --none.",
        ),
    (args) => (args.expression === undefined ? takeOff(args, app) : putOn(args, args.expression, app)),
  );
}

interface JobPoolArguments extends GlobalArguments, PlaceOptions {
  readonly job: string;
  readonly dryRun: boolean;
}

async function putOn(args: JobPoolArguments, expression: string, app: App): Promise<void> {
  const { job, change, plan, droppedMask } = await app.withAccess(args, ({ jobs }) =>
    jobs.putOnPool(args.job, { expression, ...placeRequest(args) }, args.dryRun),
  );
  noteWarnings(plan, app);
  if (droppedMask !== null) {
    app.note(`The hosts mask that somebody wrote on it by hand makes way: ${quoted(droppedMask)}`);
  }
  const done = args.dryRun ? "would render on" : "renders on";
  app.print(
    args,
    { job, change, plan, dryRun: args.dryRun },
    `Job ${job.id} ${quoted(job.name, 80)} ${done} ${expression}: ${countHosts(plan)}.`,
  );
}

async function takeOff(args: JobPoolArguments, app: App): Promise<void> {
  const { job, change, hostsMask } = await app.withAccess(args, ({ jobs }) =>
    jobs.takeFromPool(args.job, args.dryRun),
  );
  const subject = `Job ${job.id} ${quoted(job.name, 80)}`;
  const text = !change
    ? `${subject} is on no pool.`
    : `${subject} ${args.dryRun ? "would be" : "is"} off its pool; hosts mask: ${hostsMask || "none"}.`;
  app.print(args, { job, change, dryRun: args.dryRun }, text);
}
