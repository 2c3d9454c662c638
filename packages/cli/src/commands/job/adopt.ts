import type { JobPlacement, JobSummary } from "@afpools/afanasy/internal";
import { AfpoolsError } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { confirm } from "../../input/confirm.js";
import { jobNotFound } from "../../jobs/job-not-found.js";

export function jobAdoptCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "adopt [jobs..]",
    "Let jobs of deleted pools follow the pools that now have the same names; default: all such jobs",
    (command) =>
      command
        .positional("jobs", {
          type: "string",
          array: true,
          default: [] as string[],
          describe: "Ids or full names of jobs",
        })
        .option("yes", { alias: "y", type: "boolean", default: false, describe: "Do not ask" })
        .option("dry-run", {
          alias: "n",
          type: "boolean",
          default: false,
          describe: "Show the jobs, without changing them",
        }),
    (args) =>
      app.withAccess(args, async ({ jobs }) => {
        const adoptable = choose(await jobs.list(), args.jobs);
        if (adoptable.length === 0) {
          app.note("No unfinished job has lost a pool whose name is there.");
          return app.print(args, [], "");
        }
        const text = tableOf(args, adoptable, app);
        if (args.dryRun) return app.print(args, adoptable, text);
        const question = `${text}\nLet ${adoptable.length === 1 ? "this job" : `these ${adoptable.length} jobs`} follow the pools of today that have these names?`;
        if (!args.yes && !(await confirm(question, app.terminal))) {
          app.note("Nothing was changed.");
          return;
        }
        for (const { id, adoption } of adoptable) await jobs.putOnPool(String(id), adoption, false);
        app.print(args, adoptable, text);
      }),
  );
}

type AdoptableJob = JobSummary & { readonly adoption: JobPlacement };

/** @throws AfpoolsError `JOB_NOT_FOUND`, and `INVALID_ARGUMENT` for a named job that cannot be adopted */
function choose(jobs: readonly JobSummary[], wanted: readonly string[]): readonly AdoptableJob[] {
  if (wanted.length === 0) return jobs.filter(isAdoptable);
  return wanted.map((idOrName) => {
    const job = jobs.find(({ id }) => String(id) === idOrName) ?? jobs.find(({ name }) => name === idOrName);
    if (!job) throw jobNotFound(idOrName);
    if (isAdoptable(job)) return job;
    const reason = job.status === "orphan" ? job.why : "It has not lost its pool.";
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `The job ${JSON.stringify(job.name)} cannot be adopted: ${reason}`,
    );
  });
}

function isAdoptable(job: JobSummary): job is AdoptableJob {
  return job.adoption !== undefined;
}

function tableOf(args: GlobalArguments, jobs: readonly AdoptableJob[], app: App): string {
  return app.table(args, jobs, [
    { heading: "ID", value: ({ id }) => id },
    { heading: "JOB", value: ({ name }) => name },
    { heading: "USER", value: ({ user }) => user },
    { heading: "WAS ON", value: ({ pool }) => pool ?? "-" },
    { heading: "FOLLOWS", value: ({ adoption }) => adoption.expression },
  ]);
}
