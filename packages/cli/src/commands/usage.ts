import { AfpoolsError, type UsageResolution } from "@afpools/core";
import { quoted, type UsageReport, usageCsv, usageResolutions, usageSpans } from "@afpools/core/internal";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { localTime } from "../output/moments.js";

const units = { h: "hour", d: "day" } as const;

/** A table of more rows is not read. */
const mostRows = 60;

export function usageCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "usage [pools..]",
    "Show how the farm, or pools, were used over time: hosts, waiting jobs and tasks, how long jobs waited",
    (command) =>
      command
        .positional("pools", {
          type: "string",
          array: true,
          default: [],
          describe: "Pools; default: the farm",
        })
        .option("last", {
          type: "string",
          default: "24h",
          requiresArg: true,
          describe: "How far back: 3h, 7d, 365d",
        })
        .option("resolution", {
          choices: usageResolutions,
          requiresArg: true,
          describe: "The span of each row; by default the finest that makes a short table",
        })
        .option("csv", { type: "boolean", describe: "Print a table for spreadsheets (CSV)" })
        .conflicts("csv", ["json", "output"]),
    async (args) => {
      const lastMs = readLast(args.last);
      await app.withAccess(args, async (access) => {
        const to = Date.now();
        const resolution = args.resolution ?? resolutionFor(lastMs);
        const report = await access.usage({ pools: args.pools, from: to - lastMs, to, resolution });
        if (args.csv) {
          app.print(args, report, usageCsv(report).trimEnd());
          return;
        }
        const rows = rowsOf(report);
        if (rows.length === 0 && !args.json) app.note(whyNothing(report));
        else app.print(args, report, formatUsage(app, args, rows));
      });
    },
  );
}

/** @throws AfpoolsError `INVALID_ARGUMENT` */
function readLast(text: string): number {
  const { number, unit } = /^(?<number>[1-9]\d{0,3})(?<unit>[hd])$/.exec(text)?.groups ?? {};
  if (number !== undefined && (unit === "h" || unit === "d")) {
    return Number(number) * usageSpans[units[unit]].spanMs;
  }
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `--last is a time such as 3h, 7d or 365d, not ${quoted(text, 20)}.`,
  );
}

function resolutionFor(lastMs: number): UsageResolution {
  return (
    usageResolutions.find((resolution) => {
      const { spanMs, keptMs } = usageSpans[resolution];
      return lastMs <= keptMs && lastMs / spanMs <= mostRows;
    }) ?? "day"
  );
}

type Row = UsageReport["series"][number]["points"][number] & { readonly pool: string };

/** Of the farm, or of the pools where some are named. */
function rowsOf({ series: [farm, ...pools] }: UsageReport): readonly Row[] {
  const shown = pools.length > 0 ? pools : farm ? [farm] : [];
  return shown.flatMap(({ pool, points }) =>
    points.map((point) => ({ ...point, pool: pool ? (pool.name ?? pool.id) : "" })),
  );
}

function whyNothing({ since }: UsageReport): string {
  if (since === null)
    return "Nothing is recorded yet. A Pool Server records while it is connected to afserver.";
  return `Nothing was recorded in this time. Recording began at ${localTime(Date.parse(since))}.`;
}

function formatUsage(app: App, args: GlobalArguments, rows: readonly Row[]): string {
  const hasPools = rows.some(({ pool }) => pool !== "");
  return app.table(args, rows, [
    ...(hasPools ? [{ heading: "POOL", value: ({ pool }: Row) => pool }] : []),
    { heading: "TIME", value: ({ at }) => localTime(Date.parse(at)) },
    { heading: "FREE", value: ({ free }) => shown(free) },
    { heading: "BUSY", value: ({ busy }) => shown(busy) },
    { heading: "HELD", value: ({ held }) => shown(held) },
    { heading: "OFFLINE", value: ({ offline }) => shown(offline) },
    { heading: "JOBS WAITING", value: ({ jobsWaiting }) => shown(jobsWaiting) },
    { heading: "TASKS WAITING", value: ({ tasksWaiting }) => shown(tasksWaiting) },
    { heading: "JOBS STARTED", value: ({ jobsStarted }) => jobsStarted },
    { heading: "WAITED", value: ({ wait }) => (wait === null ? "" : shownSpan(wait)) },
  ]);
}

/** Means to a tenth, where that says something. */
function shown(mean: number): number {
  return mean < 10 ? Math.round(mean * 10) / 10 : Math.round(mean);
}

/** `45s`, `12min`, `3h 05min`. */
function shownSpan(seconds: number): string {
  const minutes = Math.round(seconds / 60);
  if (seconds < 60) return `${seconds}s`;
  if (minutes < 60) return `${minutes}min`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, "0")}min`;
}
