import * as z from "zod";
import { maskForm, maskType, planBasis } from "./get-mask.js";
import { listOf } from "./shared-schemas.js";

const masks = { hosts_mask: z.exactOptional(z.string()), hosts_mask_exclude: z.exactOptional(z.string()) };
const nativePools = z.record(z.string(), z.number());
const members = {
  ...masks,
  hosts_mask_type: z.exactOptional(maskType),
  need_properties: z.exactOptional(z.string()),
  pools: z.exactOptional(nativePools),
};

/** What to change on a job, queued or yet to be sent, so that it renders on a pool expression and follows it. */
export const planJob = {
  access: "read",
  args: z.strictObject({
    /** A pool's name, or an expression such as `gpu + nuke - ws-*`. */
    expression: z.string(),
    /** What the job says itself of where it renders, by Afanasy's names; blocks in their order, at least one. */
    job: z.strictObject({
      ...members,
      /** Whose masks' type counts where the job says none. */
      user_name: z.exactOptional(z.string()),
      annotation: z.exactOptional(z.string()),
      description: z.exactOptional(z.string()),
      /** `custom_data` is looked at, and changed, only for the tag of a server before version 1.0. */
      blocks: z.array(z.strictObject({ ...masks, custom_data: z.exactOptional(z.string()) })).min(1),
    }),
    /** How the job is kept on its pool; default: as the server is set to. */
    enforcement: z.exactOptional(z.enum(["mask", "property"])),
    /** How masks say the set of hosts; default `include`. */
    form: z.exactOptional(maskForm),
    /** Are tasks on a host that is no longer allowed to be restarted? Default false. */
    restartStrays: z.exactOptional(z.boolean()),
  }),
  result: z.object({
    /** Members to set on the job; those that are not here stay. */
    job: z.object({
      ...members,
      annotation: z.exactOptional(z.string()),
      description: z.exactOptional(z.string()),
    }),
    /** Members to set on blocks, by their numbers from 0. */
    blocks: listOf(
      z.object({
        number: z.int(),
        change: z.object({ ...masks, custom_data: z.exactOptional(z.string()) }),
      }),
    ),
    plan: z.object({
      ...planBasis,
      enforcement: z.enum(["mask", "property", "native"]),
      form: z.exactOptional(maskForm),
    }),
  }),
} as const;
