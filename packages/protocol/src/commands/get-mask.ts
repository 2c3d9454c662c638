import type { JobMasks, MaskPlan, MaskWarning } from "@afpools/core";
import * as z from "zod";
import { listOf } from "./shared-schemas.js";

export const maskForm = z.enum(["include", "exclude", "include-lookahead", "exclude-lookahead", "find"]);
const dialect = z.enum(["3.4", "3.3"]);
export const maskType = z.enum(["regex", "find"]);

const jobMasks: z.ZodType<JobMasks> = z.strictObject({
  hosts_mask: z.exactOptional(z.string()),
  hosts_mask_exclude: z.exactOptional(z.string()),
  hosts_mask_type: z.exactOptional(maskType),
});

/** What every plan tells, however a job is kept on its pool. */
export const planBasis = {
  hosts: listOf(z.string()),
  online: z.number().nullable(),
  exact: z.boolean(),
  why: z.string(),
  warnings: listOf(
    z.object({
      // A newer server may warn of more than this version has a code for; its message still says what.
      code: z.custom<MaskWarning["code"]>((code) => typeof code === "string"),
      message: z.string(),
      subjects: listOf(z.string()),
    }),
  ),
};

const plan: z.ZodType<MaskPlan> = z.object({
  fields: z.object({
    hosts_mask: z.string(),
    hosts_mask_exclude: z.string(),
    hosts_mask_type: z.exactOptional(maskType),
  }),
  form: maskForm,
  dialect,
  ...planBasis,
});

/** The mask fields that keep a job on the hosts of a pool expression. */
export const getMask = {
  access: "read",
  args: z.strictObject({
    /** A pool's name, or an expression such as `gpu + nuke - ws-*`. */
    expression: z.string(),
    /** The masks that the job already has: the plan lets in only what they let in too. */
    masks: z.exactOptional(jobMasks),
    /** Which afserver reads the mask; `auto`, the default, is the one that the server talks to. */
    dialect: z.exactOptional(z.enum(["3.4", "3.3", "auto"])),
    /** Default `include`. */
    form: z.exactOptional(maskForm),
  }),
  result: z.object({ plan }),
} as const;
