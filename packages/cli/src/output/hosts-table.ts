import type { HostRow } from "@afpools/afanasy/internal";
import { formatTable } from "./table.js";
import { type Style, styled, type Terminal, tableWidth } from "./terminal.js";

/** Hosts as a table, with a line that counts them. Lines are as wide as the terminal by default. */
export function formatHosts(
  rows: readonly HostRow[],
  terminal: Terminal,
  width = tableWidth(terminal),
): string {
  const known = rows.some(({ tasks }) => tasks !== null);
  const table = formatTable(
    rows,
    [
      { heading: "HOST", value: ({ name }) => name },
      {
        heading: "ONLINE",
        value: onlineOf,
        paint: (cell, row) => styled(terminal, "out", styleOf(row), cell),
      },
      { heading: "POOLS", value: ({ pools }) => pools.join(", ") },
      ...(known
        ? [
            { heading: "RENDERS", value: shownWork },
            { heading: "AFANASY POOL", value: ({ nativePool }: HostRow) => nativePool ?? "" },
            { heading: "ADDRESS", value: ({ address }: HostRow) => address ?? "" },
            { heading: "VERSION", value: ({ engine }: HostRow) => engine ?? "" },
          ]
        : []),
    ],
    width,
  );
  return `${table}\n${countLine(rows)}`;
}

function onlineOf({ online, held }: HostRow): string {
  if (online === null) return "unknown";
  return online ? (held ?? "yes") : "no";
}

function styleOf({ online, held }: HostRow): Style {
  if (!online) return "dim";
  return held ? "yellow" : "green";
}

/** What it renders: the jobs, and how many tasks where there is more than one. */
function shownWork({ tasks, jobs }: HostRow): string {
  if (!tasks) return "";
  return tasks > 1 ? `${tasks}: ${jobs.join(", ")}` : jobs.join(", ") || "1";
}

function countLine(rows: readonly HostRow[]): string {
  const online = rows.filter((row) => row.online === true).length;
  const busy = rows.filter(({ tasks }) => (tasks ?? 0) > 0).length;
  return `${rows.length} hosts, ${online} online, ${busy} busy`;
}
