import type { MaskForm } from "@afpools/core";
import type { Argv } from "yargs";
import type { PlanRequest } from "../access/access.js";
import type { GlobalArguments } from "../app.js";

export const forms = [
  "include",
  "exclude",
  "include-lookahead",
  "exclude-lookahead",
  "find",
] as const satisfies readonly MaskForm[];

/** The options of `mask` and `explain`: the masks that a job has already, and who reads them. */
export function withMaskOptions(command: Argv<GlobalArguments>) {
  return command
    .option("farm", { type: "string", describe: "File that lists the farm's hosts", requiresArg: true })
    .option("dialect", {
      choices: ["3.4", "3.3"] as const,
      describe: "Release of afserver: 3.4 and later, or 3.3 and earlier",
    })
    .option("form", { choices: forms, describe: "Form of the mask; default: include" })
    .option("user-mask", { type: "string", describe: "The job's own hosts mask", requiresArg: true })
    .option("user-exclude", {
      type: "string",
      describe: "The job's own hosts exclude mask",
      requiresArg: true,
    })
    .option("user-type", {
      choices: ["regex", "find"] as const,
      describe: "Type of the job's own masks; default: find",
    });
}

export type MaskArguments = Awaited<ReturnType<typeof withMaskOptions>["argv"]>;

export function planRequest(expression: string, args: MaskArguments): PlanRequest {
  const { farm, dialect, form, userMask, userExclude, userType } = args;
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
