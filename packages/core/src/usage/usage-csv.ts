import { toCsvCell } from "../text/csv-cell.js";
import type { UsagePoint, UsageReport } from "./read-usage.js";

const columns = [
  "free",
  "busy",
  "held",
  "offline",
  "jobsWaiting",
  "tasksWaiting",
  "jobsStarted",
  "wait",
] as const satisfies readonly (keyof UsagePoint)[];

/** The report as a table (CSV): a row for each span of the farm, whose pool is empty, and of each pool. */
export function usageCsv({ series }: Pick<UsageReport, "series">): string {
  const lines = [["pool", "at", ...columns].join(",")];
  for (const { pool, points } of series) {
    const name = quotedCell(toCsvCell(pool ? (pool.name ?? pool.id) : ""));
    for (const point of points) {
      lines.push([name, point.at, ...columns.map((column) => point[column] ?? "")].join(","));
    }
  }
  return `${lines.join("\n")}\n`;
}

function quotedCell(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
