import type { MaskForm } from "@afpools/core";
import { z } from "zod";

/** How Afanasy is made to keep a job on a pool: by the job's masks, by renders' properties, by Afanasy's own pools. */
export type Enforcement = "mask" | "property" | "native";

const maskType = z.enum(["regex", "find"]);
const masks = { hosts_mask: z.exactOptional(z.string()), hosts_mask_exclude: z.exactOptional(z.string()) };

const poolTag = z.object({
  version: z.literal(1),
  expression: z.string(),
  pools: z.record(z.string(), z.string()),
  enforcement: z.enum(["mask", "property", "native"]),
  form: z.exactOptional(
    z.enum([
      "include",
      "exclude",
      "include-lookahead",
      "exclude-lookahead",
      "find",
    ]) satisfies z.ZodType<MaskForm>,
  ),
  own: z.object({ ...masks, hosts_mask_type: z.exactOptional(maskType) }),
  restartStrays: z.exactOptional(z.literal(true)),
});

/**
 * What a job bears to say on which pool it is, so that it can follow: JSON in the custom data of its first block, written
 * when the job is put on the pool and never after.
 *
 * - `expression`: the pool expression in its normal form; `pools`: the ids of the pools that it names, by the names in it,
 *   so that a renamed pool is still found;
 * - `enforcement`; `form`: how the masks say it, where they do and not as `include`;
 * - `own`: the job's own masks where the pool's have taken their place;
 * - `restartStrays`: tasks on a host that is no longer allowed are to be restarted.
 */
export type PoolTag = z.output<typeof poolTag>;

const blockTag = z.object({
  job: z.exactOptional(poolTag),
  /** The block's own masks, where they were translated for the type of the job's. */
  own: z.exactOptional(z.object(masks)),
});

/** What the pool keeps in one block's custom data: the first block's holds the job's tag. */
export type BlockTag = z.output<typeof blockTag>;

/** Nothing for what is no tag, or one of a later version. */
export function parseBlockTag(value: unknown): BlockTag | undefined {
  const parsed = blockTag.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}
