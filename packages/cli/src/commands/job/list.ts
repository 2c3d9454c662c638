import type { JobSummary } from "@afpools/afanasy/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../../app.js";
import { styled } from "../../output/terminal.js";

export function jobListCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    ["list", "ls"],
    "List unfinished jobs on pools, with the number of hosts that may render each",
    (command) =>
      command.option("all", {
        alias: "a",
        type: "boolean",
        default: false,
        describe: "Include finished jobs and jobs on no pool",
      }),
    (args) =>
      app.withAccess(args, async (access) => {
        const [jobs, unfollowed] = await Promise.all([access.jobs.list(), access.whyUnfollowed()]);
        if (unfollowed !== undefined) app.note(unfollowed);
        const shown = args.all ? jobs : jobs.filter(({ status }) => status !== null);
        if (shown.length === 0 && !args.json) {
          app.note(args.all ? "There are no jobs." : "No unfinished job is on a pool. All jobs: --all");
          return;
        }
        app.print(args, shown, tableOf(args, shown, app));
      }),
  );
}

const stoppedBy = {
  heading: "STOPPED BY",
  value: ({ stopped }: JobSummary) => stopped ?? "-",
  whole: true,
} as const;

function tableOf(args: GlobalArguments, jobs: readonly JobSummary[], app: App): string {
  return app.table(args, jobs, [
    { heading: "ID", value: ({ id }) => id },
    { heading: "JOB", value: ({ name }) => name },
    { heading: "USER", value: ({ user }) => user },
    { heading: "STATE", value: ({ state }) => state.join(" ") },
    { heading: "POOL", value: ({ pool }) => pool ?? "-" },
    { heading: "HOSTS", value: ({ hosts }) => hosts ?? "?" },
    { heading: "ONLINE", value: ({ online }) => online ?? "?" },
    {
      heading: "STATUS",
      value: statusOf,
      whole: true,
      paint: (cell, job) => (isAsWished(job) ? cell : styled(app.terminal, "out", "yellow", cell)),
    },
    ...(jobs.some(({ stopped }) => stopped !== null) ? [stoppedBy] : []),
  ]);
}

function statusOf(job: JobSummary): string {
  return isAsWished(job) ? (job.status ?? "-") : `${job.status}: ${job.why}`;
}

function isAsWished({ status }: JobSummary): boolean {
  return status === null || status === "following";
}
