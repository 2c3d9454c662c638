import type { HostRow } from "@afpools/afanasy/internal";
import { AfpoolsError, type Fact, factNames, facts } from "@afpools/core";
import { clipText, findHost, keptText, nearest, visible } from "@afpools/core/internal";
import type { Argv } from "yargs";
import { toFarmHost } from "../../access/farm-host.js";
import type { App, GlobalArguments } from "../../app.js";

export function hostShowCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "show <host>",
    "Show a host with its pools, and its facts as written in pool expressions",
    (command) => command.positional("host", { type: "string", demandOption: true, describe: "Its name" }),
    (args) =>
      app.withAccess(args, async (access) => {
        const host = found(await access.hosts(), args.host);
        app.print(args, host, describeHost(host));
      }),
  );
}

function found(rows: readonly HostRow[], name: string): HostRow {
  const row = findHost(rows, name);
  if (row) return row;
  const near = nearest(
    name,
    rows.map((each) => each.name),
  );
  const hint = near ? ` Did you mean ${JSON.stringify(near)}?` : "";
  throw new AfpoolsError(
    "HOST_NOT_FOUND",
    `The farm and the pools have no host ${JSON.stringify(clipText(name, 80))}.${hint}`,
    { details: { host: clipText(name, 80), ...(near && { suggestion: near }) } },
  );
}

function describeHost(row: HostRow): string {
  const { name, online, pools, nativePool, jobs } = row;
  const host = toFarmHost(row);
  const lines: readonly (readonly [string, string])[] = [
    ["host", name],
    ["online", online === null ? "unknown" : online ? "yes" : "no"],
    ["pools", pools.join(", ")],
    ["renders", jobs.join(", ")],
    ["native", nativePool ?? "not known"],
    ...factNames.map((fact) => {
      const { valuesOf }: Fact = facts[fact];
      return [fact, valuesOf(host)?.join(", ") ?? "not known"] as const;
    }),
    ["note", keptText(row.facts) ?? ""],
  ];
  return lines
    .filter(([, value]) => value !== "")
    .map(([label, value]) => `${label.padEnd(12)} ${visible(value)}`)
    .join("\n");
}
