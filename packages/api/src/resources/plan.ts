import { factNames, type JobMasks, type MaskPlan, type MaskWarning } from "@afpools/core";
import type { ExplainedHost } from "@afpools/core/internal";
import * as z from "zod";
import { listOf, named } from "./named.js";
import { maskForm } from "./values.js";

const dialect = z.enum(["3.4", "3.3"]);
const maskType = z.enum(["regex", "find"]);

const jobMasks: z.ZodType<JobMasks> = named(
  "JobMasks",
  "The masks that a job has from its user.",
  z.strictObject({
    hosts_mask: z.exactOptional(z.string()),
    hosts_mask_exclude: z.exactOptional(z.string()),
    hosts_mask_type: z.exactOptional(maskType),
  }),
);

export const maskRequest = named(
  "MaskRequest",
  "What a mask is asked for.",
  z.strictObject({
    expression: z.string().describe("A pool's name, or an expression such as `gpu + nuke - ws-*`."),
    masks: z
      .exactOptional(jobMasks)
      .describe("The masks that the job already has: the plan lets in only what they let in, too."),
    dialect: z
      .exactOptional(z.enum(["3.4", "3.3", "auto"]))
      .describe("Which afserver reads the mask; `auto`, the default, is the one that the server talks to."),
    form: z.exactOptional(maskForm).describe("How the mask says the set of hosts. Default `include`."),
  }),
);

export type MaskRequest = z.output<typeof maskRequest>;

const warning = named(
  "MaskWarning",
  "Something about a plan that a person should know before submitting.",
  z.object({
    // A newer server may warn of more than this version has a code for; its message still says what.
    code: z.custom<MaskWarning["code"]>((code) => typeof code === "string").meta({ type: "string" }),
    message: z.string(),
    subjects: listOf(z.string()).describe("The hosts or pools that it is about."),
  }),
);

/** What every plan tells, however a job is kept on its pool. */
const planBasis = {
  hosts: listOf(z.string()).describe("The hosts that may render the job, in natural order."),
  online: z.int().nullable().describe("How many of them are online; null while the farm is not known."),
  exact: z.boolean().describe("Does it let in exactly these, whatever host there ever is?"),
  why: z.string(),
  warnings: listOf(warning),
};

export const maskPlan: z.ZodType<MaskPlan> = named(
  "MaskPlan",
  "The mask fields that keep a job on the hosts of a pool expression.",
  z.object({
    fields: z.object({
      hosts_mask: z.string(),
      hosts_mask_exclude: z.string(),
      hosts_mask_type: z.exactOptional(maskType),
    }),
    form: maskForm,
    dialect,
    ...planBasis,
  }),
);

const via = z.discriminatedUnion("by", [
  z.object({ by: z.literal("name"), pool: z.string() }),
  z.object({ by: z.literal("rule"), pool: z.string(), rule: z.string() }),
  z.object({ by: z.literal("pattern"), pattern: z.string() }),
  z.object({ by: z.literal("native"), path: z.string() }),
  z.object({ by: z.literal("fact"), fact: z.string() }),
]);

export const explainedHost: z.ZodType<ExplainedHost> = named(
  "ExplainedHost",
  "Whether a host may render what is on a pool expression, and the one reason.",
  z.object({
    name: z.string(),
    admitted: z.boolean(),
    online: z.boolean().nullable().describe("Null where the farm does not know it."),
    reason: z.discriminatedUnion("kind", [
      z.object({ kind: z.enum(["member", "not-in-farm", "user-include", "user-exclude"]), via }),
      z.object({ kind: z.literal("removed"), via, removedBy: z.string() }),
      z.object({
        kind: z.literal("fact-unknown"),
        fact: z.enum(factNames),
        operand: z.string().describe("Where the expression asks for it."),
      }),
      z.object({ kind: z.enum(["not-in-expression", "unmaskable", "not-told-apart"]) }),
    ]),
    text: z.string().describe("The reason in one sentence."),
  }),
);

const blockMasks = {
  hosts_mask: z.exactOptional(z.string()),
  hosts_mask_exclude: z.exactOptional(z.string()),
};
const members = {
  ...blockMasks,
  hosts_mask_type: z.exactOptional(maskType),
  need_properties: z.exactOptional(z.string()),
  pools: z.exactOptional(z.record(z.string(), z.number())),
};

/** How a job is put on a pool. */
export const placeRequest = {
  expression: z.string().describe("A pool's name, or an expression such as `gpu + nuke - ws-*`."),
  enforcement: z
    .exactOptional(z.enum(["mask", "property"]))
    .describe("What keeps the job on its pool. Default: as the server is set to."),
  form: z.exactOptional(maskForm).describe("How masks say the set of hosts. Default `include`."),
  restartStrays: z
    .exactOptional(z.boolean())
    .describe("Are tasks on a host that is no longer allowed to be restarted? Default false."),
};

export const jobPlanRequest = named(
  "JobPlanRequest",
  "A job that is yet to be sent, or is kept elsewhere, and the pool that it is to render on.",
  z.strictObject({
    ...placeRequest,
    /** What the job says itself of where it renders, by Afanasy's names; blocks in their order, at least one. */
    job: z.strictObject({
      ...members,
      user_name: z.exactOptional(z.string()).describe("Whose masks' type counts where the job says none."),
      annotation: z.exactOptional(z.string()),
      description: z.exactOptional(z.string()),
      blocks: z.array(z.strictObject({ ...blockMasks, custom_data: z.exactOptional(z.string()) })).min(1),
    }),
  }),
);

export const poolFieldsChange = named(
  "PoolFieldsChange",
  "What to set on a job so that it renders on its pool and follows it.",
  z.object({
    job: z
      .object({
        ...members,
        annotation: z.exactOptional(z.string()),
        description: z.exactOptional(z.string()),
      })
      .describe("Members to set on the job; those that are not here stay."),
    /** Members to set on blocks, by their numbers from 0. */
    blocks: listOf(
      z.object({
        number: z.int(),
        change: z.object({ ...blockMasks, custom_data: z.exactOptional(z.string()) }),
      }),
    ),
  }),
);

export const jobPlan = named(
  "JobPlan",
  "Which hosts may render a job on its pool, and what keeps it there.",
  z.object({
    ...planBasis,
    enforcement: z.enum(["mask", "property", "native"]),
    form: z.exactOptional(maskForm),
  }),
);
