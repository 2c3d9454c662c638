import type { MaskForm, MaskPlan } from "@afpools/core";
import type { Argv } from "yargs";
import type { App, GlobalArguments } from "../app.js";
import { styled } from "../output/terminal.js";

const forms = [
  "include",
  "exclude",
  "include-lookahead",
  "exclude-lookahead",
  "find",
] as const satisfies readonly MaskForm[];

/** The arguments that say which masks a job has already, and which Afanasy reads them. */
export function withMaskOptions(command: Argv<GlobalArguments>) {
  return command
    .positional("expression", {
      type: "string",
      demandOption: true,
      describe: "A pool, or gpu + nuke - 'ws-*'",
    })
    .option("farm", { type: "string", describe: "File that lists the farm's hosts", requiresArg: true })
    .option("dialect", {
      choices: ["3.4", "3.3"] as const,
      describe: "Afanasy that reads it: 3.4 and later, 3.3 and earlier",
    })
    .option("form", { choices: forms, describe: "How the set is said; include unless told" })
    .option("user-mask", { type: "string", describe: "The job's own hosts mask", requiresArg: true })
    .option("user-exclude", {
      type: "string",
      describe: "The job's own hosts exclude mask",
      requiresArg: true,
    })
    .option("user-type", {
      choices: ["regex", "find"] as const,
      describe: "Type of the job's own masks; find unless told",
    });
}

export function maskCommand(cli: Argv<GlobalArguments>, app: App): void {
  cli.command(
    "mask <expression>",
    "Turn a pool or an expression into a job's hosts masks",
    withMaskOptions,
    (args) =>
      app.withAccess(args, async (access) => {
        const plan = await access.plan(planRequest(args));
        for (const warning of plan.warnings) {
          app.note(`${styled(app.terminal, "err", "yellow", "warning:")} ${warning.message}`);
        }
        app.print(args, plan, describePlan(plan));
      }),
  );
}

export interface MaskArguments {
  readonly expression: string;
  readonly farm?: string | undefined;
  readonly dialect?: "3.4" | "3.3" | undefined;
  readonly form?: MaskForm | undefined;
  readonly userMask?: string | undefined;
  readonly userExclude?: string | undefined;
  readonly userType?: "regex" | "find" | undefined;
}

export function planRequest({
  expression,
  farm,
  dialect,
  form,
  userMask,
  userExclude,
  userType,
}: MaskArguments) {
  return {
    expression,
    masks: {
      ...(userMask !== undefined && { hosts_mask: userMask }),
      ...(userExclude !== undefined && { hosts_mask_exclude: userExclude }),
      ...(userType !== undefined && { hosts_mask_type: userType }),
    },
    ...(farm !== undefined && { farmFile: farm }),
    ...(dialect && { dialect }),
    ...(form && { form }),
  };
}

function describePlan({ fields, hosts, online, why }: MaskPlan): string {
  const known = online === null ? "" : `, ${online} online`;
  const rows = [
    ["hosts_mask", fields.hosts_mask],
    ["hosts_mask_exclude", fields.hosts_mask_exclude],
    ["hosts_mask_type", fields.hosts_mask_type ?? ""],
    ["hosts", `${hosts.length}${known}`],
    ["why", why],
  ] as const;
  return rows
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `${name.padEnd(18)} ${value}`)
    .join("\n");
}
