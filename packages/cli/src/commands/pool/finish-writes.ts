import type { TouchedJob } from "@afpools/afanasy/internal";
import type { PoolWrite } from "@afpools/core";
import type { Argv } from "yargs";
import type { JobsAccess } from "../../access/access.js";
import type { App, GlobalArguments } from "../../app.js";
import { describeWrite } from "../../output/describe-write.js";
import { type FileStep, nameOf } from "../../pool-files/plan-files.js";

export function withDryRun<T>(command: Argv<T>) {
  return command.option("dry-run", {
    alias: "n",
    type: "boolean",
    default: false,
    describe: "Show what would change, including queued and running jobs, without changing it",
  });
}

/** A write with the name of the pool that it was for. */
export interface NamedWrite {
  readonly pool: string;
  readonly write: PoolWrite;
  /** What a file holds and the pool held already is nothing to tell. */
  readonly isImport?: true;
}

/** What steps wrote, with the names of their pools. */
export function namedWrites(steps: readonly FileStep[], writes: readonly PoolWrite[]): NamedWrite[] {
  return steps.flatMap((step, index) => {
    const write = writes[index];
    return write ? [{ pool: nameOf(step), write, isImport: true }] : [];
  });
}

/** Tells what one command wrote to one pool. */
export function finishWrite(
  args: DryRunArguments,
  app: App,
  jobs: JobsAccess,
  named: NamedWrite,
): Promise<void> {
  return finish(args, app, jobs, [named], named.write);
}

/** Tells what one command wrote to several pools. */
export function finishWrites(
  args: DryRunArguments,
  app: App,
  jobs: JobsAccess,
  named: readonly NamedWrite[],
): Promise<void> {
  return finish(
    args,
    app,
    jobs,
    named,
    named.map(({ write }) => write),
  );
}

type DryRunArguments = GlobalArguments & { readonly dryRun: boolean };

/** @param done what is printed as JSON; of a dry run, that and the jobs that it would touch. */
async function finish(
  args: DryRunArguments,
  app: App,
  jobs: JobsAccess,
  named: readonly NamedWrite[],
  done: unknown,
): Promise<void> {
  const writes = named.map(({ write }) => write);
  const text = named
    .map(({ pool, write, isImport }) =>
      describeWrite(pool, isImport ? { ...write, already: [] } : write, args.dryRun),
    )
    .join("\n");
  if (!args.dryRun) return app.print(args, done, text);
  const touched = await jobs.touched(writes);
  if (!touched) {
    app.note("No afserver is configured, so it is not known which jobs this would touch.");
    return app.print(args, { dryRun: true, writes, jobs: null }, text);
  }
  app.print(args, { dryRun: true, writes, jobs: touched }, `${text}\n${describeJobs(args, touched, app)}`);
}

function describeJobs(args: GlobalArguments, jobs: readonly TouchedJob[], app: App): string {
  if (jobs.length === 0) return "No unfinished job would get other hosts.";
  const empty = jobs.filter(({ status }) => status === "empty").length;
  const left = empty === 0 ? "" : `, ${empty} of them left with no host`;
  const table = app.table(args, jobs, [
    { heading: "ID", value: ({ id }) => id },
    { heading: "JOB", value: ({ name }) => name },
    { heading: "USER", value: ({ user }) => user },
    { heading: "POOL", value: ({ pool }) => pool },
    { heading: "WOULD GET", value: ({ gained }) => gained.join(" ") || "-", whole: true },
    { heading: "WOULD LOSE", value: ({ lost }) => lost.join(" ") || "-", whole: true },
    { heading: "WOULD BE", value: ({ status }) => outcomes[status], whole: true },
  ]);
  return `${jobs.length} unfinished ${jobs.length === 1 ? "job" : "jobs"} would be touched${left}:\n${table}`;
}

const outcomes: Record<TouchedJob["status"], string> = {
  following: "on its pool",
  empty: "left with no host: it would wait",
  orphan: "without its pool: it would keep its last mask",
  "by-hand": "as it is: its mask was written by hand",
  stuck: "as it is: a mask cannot say it",
};
