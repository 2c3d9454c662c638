import { quoted } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { ExplainedJobHost } from "../access/access.js";
import type { App, GlobalArguments } from "../app.js";
import { styled } from "../output/terminal.js";
import { type MaskArguments, planRequest, withMaskOptions } from "./mask-options.js";

export function explainCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "explain [expression]",
    "Show for each host whether a pool or an expression includes it, or whether it may start a task of a job, and why",
    (command) =>
      withMaskOptions(command)
        .positional("expression", { type: "string", describe: "A pool, or gpu + nuke - 'ws-*'" })
        .option("job", {
          type: "string",
          requiresArg: true,
          describe: "Id or full name of a job",
          conflicts: ["farm", "form", "dialect", "user-mask", "user-exclude", "user-type"],
        })
        .check(
          ({ expression, job }) =>
            (expression === undefined) !== (job === undefined) || "Say an expression, or --job.",
        ),
    (args) =>
      args.job === undefined
        ? explainExpression(args, args.expression ?? "", app)
        : explainOneJob(args, args.job, app),
  );
}

async function explainExpression(args: MaskArguments, expression: string, app: App): Promise<void> {
  await app.withAccess(args, async (access) =>
    print(args, await access.explain(planRequest(expression, args)), app),
  );
}

async function explainOneJob(args: GlobalArguments, idOrName: string, app: App): Promise<void> {
  await app.withAccess(args, async ({ jobs }) => {
    const hosts = await jobs.explain(idOrName);
    app.print(args, hosts, jobTable(args, hosts, app));
  });
}

/** A host, and below it the blocks for which something else is so. */
function jobTable(args: GlobalArguments, hosts: readonly ExplainedJobHost[], app: App): string {
  const rows = hosts.flatMap((host) => [
    { ...host, online: host.online ? "yes" : "no" },
    ...host.blocks.map((block) => ({ ...block, name: `  block ${quoted(block.name)}`, online: "" })),
  ]);
  return app.table(args, rows, [
    { heading: "HOST", value: (row) => row.name },
    {
      heading: "RENDERS",
      value: ({ answer }) => (answer === "not-now" ? "not now" : answer),
      paint: (cell, { answer }) => styled(app.terminal, "out", styles[answer], cell),
    },
    { heading: "ONLINE", value: ({ online }) => online },
    { heading: "WHY", value: ({ text }) => text, whole: true },
  ]);
}

const styles = { may: "green", unknown: "yellow", "not-now": "yellow", never: "dim" } as const;

interface Explained {
  readonly name: string;
  readonly admitted: boolean;
  readonly online: boolean | null;
  readonly text: string;
}

function print(args: GlobalArguments, hosts: readonly Explained[], app: App): void {
  const text = app.table(args, hosts, [
    { heading: "HOST", value: (host) => host.name },
    {
      heading: "RENDERS",
      value: ({ admitted }) => (admitted ? "yes" : "no"),
      paint: (cell, { admitted }) => styled(app.terminal, "out", admitted ? "green" : "dim", cell),
    },
    { heading: "ONLINE", value: ({ online }) => (online === null ? "unknown" : online ? "yes" : "no") },
    { heading: "WHY", value: (host) => host.text, whole: true },
  ]);
  app.print(args, hosts, text);
}
