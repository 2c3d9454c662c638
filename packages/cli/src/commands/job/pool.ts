import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { countHosts, noteWarnings } from "../../output/describe-plan.js";
import { type PlaceOptions, placeRequest, withPoolOptions } from "./pool-options.js";

export function jobPoolCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "pool <job> [expression]",
    "Put a queued or running job on a pool, or take it off",
    (command) =>
      withPoolOptions(command)
        .positional("job", { type: "string", demandOption: true, describe: "Its id, or its whole name" })
        .positional("expression", { type: "string", describe: "A pool, or gpu + nuke - 'ws-*'" })
        .option("none", {
          type: "boolean",
          default: false,
          describe: "Take it off its pool: its own masks come back",
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
  await app.withAccess(args, async (access) => {
    const { changePoolFields, handMadeMask } = await import("@afpools/afanasy");
    const { findJob } = await import("../../jobs/read-jobs.js");
    const afserver = await app.afserver(args);
    const job = await findJob(afserver, args.job);
    const { change, plan } = await access.planJob({ job, expression, ...placeRequest(args) });
    if (!args.dryRun) await changePoolFields(afserver, job, change);
    noteWarnings(plan, app);
    const dropped = handMadeMask(job);
    if (dropped !== undefined) {
      app.note(`The hosts mask that somebody wrote on it by hand makes way: ${JSON.stringify(dropped)}`);
    }
    const { id, serial, name } = job;
    const done = args.dryRun ? "would render on" : "renders on";
    app.print(
      args,
      { job: { id, serial, name }, change, plan, dryRun: args.dryRun },
      `Job ${id} ${JSON.stringify(name)} ${done} ${expression}: ${countHosts(plan)}.`,
    );
  });
}

async function takeOff(args: JobPoolArguments, app: App): Promise<void> {
  const { maskDialect, planRemoval, takeFromPool } = await import("@afpools/afanasy");
  const { findJob } = await import("../../jobs/read-jobs.js");
  const afserver = await app.afserver(args);
  const job = await findJob(afserver, args.job);
  const dialect = maskDialect(await afserver.info());
  const change = planRemoval(job, { dialect });
  if (change && !args.dryRun) await takeFromPool(afserver, job, { dialect });
  const { id, serial, name } = job;
  const subject = `Job ${id} ${JSON.stringify(name)}`;
  const text = !change
    ? `${subject} is on no pool.`
    : `${subject} ${args.dryRun ? "would be" : "is"} off its pool; hosts mask: ${(change.job.hosts_mask ?? job.hosts_mask) || "none"}.`;
  app.print(args, { job: { id, serial, name }, change: change ?? null, dryRun: args.dryRun }, text);
}
