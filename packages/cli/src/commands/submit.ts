import { quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { countHosts, noteWarnings } from "../output/describe-plan.js";
import { placeRequest, withPoolOptions } from "./job/pool-options.js";

export function submitCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "submit <file>",
    "Submit a job that renders on a pool",
    (command) =>
      withPoolOptions(command)
        .positional("file", {
          type: "string",
          demandOption: true,
          describe: "The job in afserver's JSON; - for standard input",
        })
        .option("pool", {
          type: "string",
          demandOption: true,
          requiresArg: true,
          describe: "A pool, or gpu + nuke - 'ws-*'",
        })
        .option("paused", {
          type: "boolean",
          default: false,
          describe: "Submit the job paused: no task starts until somebody starts it",
        }),
    (args) =>
      app.withAccess(args, async (access) => {
        const [{ draftPoolFields, withPoolFields }, { draftAsJob }, { readJobFile }, { withRefusedHosts }] =
          await Promise.all([
            import("@afpools/afanasy"),
            import("@afpools/afanasy/internal"),
            import("../input/job-file.js"),
            import("../jobs/refused-hosts.js"),
          ]);
        const draft = { user_name: app.author.name, ...(await readJobFile(args.file, app.terminal)) };
        const planned = await access.planJob({
          job: { ...draftPoolFields(draft), user_name: draft.user_name },
          expression: args.pool,
          ...placeRequest(args),
        });
        const { change } = planned;
        const [afserver, asJob] = [await app.findAfserver(args), draftAsJob(draft)];
        const plan = afserver && asJob ? await withRefusedHosts(afserver, asJob, planned) : planned.plan;
        const job = { ...withPoolFields(draft, change), ...(args.paused && { offline: true }) };
        noteWarnings(plan, app);
        if (args.dryRun) {
          app.note(`Not sent; it would render on ${args.pool}: ${countHosts(plan)}.`);
          app.print({ ...args, json: true }, job, "");
          return;
        }
        const { id, serial, readBack } = await (await app.afserver(args)).sendJob(job);
        // afserver appends a number to a name that is taken.
        const name = (await readBack())?.name ?? job.name;
        app.print(
          args,
          { job: { id, serial, name }, plan },
          `Job ${id} ${quoted(name, 80)} is sent and renders on ${args.pool}: ${countHosts(plan)}.`,
        );
      }),
  );
}
