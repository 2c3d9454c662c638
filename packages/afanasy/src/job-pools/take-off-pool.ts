import { type MaskDialect, maskAsRegex } from "@afpools/core";
import { readBlockTag, withoutBlockTag } from "./block-data.js";
import { isPoolsOwn } from "./is-pools-own.js";
import { readPoolAnnotation } from "./pool-annotation.js";
import type { BlockPoolFields, PoolFields } from "./pool-fields.js";
import type { PoolTag } from "./pool-tag.js";

export interface TakeOffOptions {
  /** Default `3.4`. */
  readonly dialect?: MaskDialect | undefined;
  /**
   * What becomes of a mask that a person wrote over the pool's: it stays (`keep`, the default), or goes with the pool's
   * (`drop`) for what the job had before.
   */
  readonly handMade?: "keep" | "drop" | undefined;
}

/**
 * A job taken off its pool: with the masks and the annotation that it had before, and no tag. What a person wrote since
 * where the pool owns nothing stays, too: other exclude masks, masks of blocks.
 *
 * @returns the tag, too; nothing in its place for a job that is on no pool, which is left as it is.
 */
export function takeOffPool(
  job: PoolFields,
  { dialect = "3.4", handMade = "keep" }: TakeOffOptions = {},
): { readonly fields: PoolFields; readonly tag?: PoolTag } {
  const tag = readBlockTag(job.blocks[0]?.custom_data ?? "")?.job;
  if (!tag) return { fields: job };
  const bare: PoolFields = {
    ...job,
    annotation: readPoolAnnotation(job.annotation).own,
    blocks: job.blocks.map((block) => ({ ...block, custom_data: withoutBlockTag(block.custom_data) })),
  };
  if (handMade === "keep" && !isPoolsOwn(job, tag)) return { fields: bare, tag };
  if (tag.enforcement === "property") return { fields: { ...bare, need_properties: "" }, tag };
  if (tag.enforcement === "native") return { fields: { ...bare, pools: {} }, tag };
  return { fields: withOwnMasks(bare, job, tag, dialect), tag };
}

function withOwnMasks(bare: PoolFields, job: PoolFields, tag: PoolTag, dialect: MaskDialect): PoolFields {
  const { hosts_mask: include = "", hosts_mask_exclude: exclude = "", hosts_mask_type: type } = tag.own;
  const written = type ? maskAsRegex(exclude, type, dialect) : exclude;
  const isExcludeOwn = isExcludePools(tag) || job.hosts_mask_exclude === written;
  const { hosts_mask_type: _, ...untyped } = bare;
  const isTranslated = type === "find" && tag.form !== "find";
  if (isTranslated && !(isExcludeOwn && job.blocks.every(isAsTranslated))) {
    // A person wrote a mask since, as an expression: with the type `find` it would mean something else.
    const hosts_mask_exclude = isExcludeOwn ? written : job.hosts_mask_exclude;
    return {
      ...untyped,
      hosts_mask: maskAsRegex(include, type),
      hosts_mask_exclude,
      hosts_mask_type: "regex",
    };
  }
  return {
    ...untyped,
    hosts_mask: include,
    hosts_mask_exclude: isExcludeOwn ? exclude : job.hosts_mask_exclude,
    ...(type && { hosts_mask_type: type }),
    blocks: job.blocks.map((block, number) => ({ ...block, ...bare.blocks[number], ...ownMasksOf(block) })),
  };
}

/** Is the exclude mask the pool's? */
export function isExcludePools({ form = "include" }: Pick<PoolTag, "form">): boolean {
  return form !== "include";
}

/** Are a block's masks those that its own were translated to, if there were any? */
function isAsTranslated(block: BlockPoolFields): boolean {
  const own = ownMasksOf(block);
  if (!own) return block.hosts_mask === "" && block.hosts_mask_exclude === "";
  return (
    block.hosts_mask === translated(own.hosts_mask) &&
    block.hosts_mask_exclude === translated(own.hosts_mask_exclude)
  );
}

function ownMasksOf(
  block: BlockPoolFields,
): Pick<BlockPoolFields, "hosts_mask" | "hosts_mask_exclude"> | undefined {
  const own = readBlockTag(block.custom_data)?.own;
  return own && { hosts_mask: own.hosts_mask ?? "", hosts_mask_exclude: own.hosts_mask_exclude ?? "" };
}

function translated(mask: string): string {
  return maskAsRegex(mask, "find");
}
