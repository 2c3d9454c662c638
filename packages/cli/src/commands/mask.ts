import type { MaskPlan } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { noteWarnings } from "../output/describe-plan.js";
import { planRequest, withMaskOptions } from "./mask-options.js";

export function maskCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "mask <expression>",
    "Print the hosts masks of a job for a pool or an expression",
    (command) =>
      withMaskOptions(command).positional("expression", {
        type: "string",
        demandOption: true,
        describe: "A pool, or gpu + nuke - 'ws-*'",
      }),
    (args) =>
      app.withAccess(args, async (access) => {
        const plan = await access.plan(planRequest(args.expression, args));
        noteWarnings(plan, app);
        app.print(args, plan, describePlan(plan));
      }),
  );
}

function describePlan({ fields, hosts, online, exact, why }: MaskPlan): string {
  const known = online === null ? "" : `, ${online} online`;
  const rows = [
    ["hosts_mask", fields.hosts_mask],
    ["hosts_mask_exclude", fields.hosts_mask_exclude],
    ["hosts_mask_type", fields.hosts_mask_type ?? ""],
    ["hosts", `${hosts.length}${known}`],
    ["exact", exact ? "whatever host there ever is" : "on the hosts known now"],
    ["why", why],
  ] as const;
  return rows
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(18)} ${value}`)
    .join("\n");
}
