import { type MaskDialect, maskAsRegex } from "@afpools/core";
import { findMaskWithin } from "@afpools/core/internal";
import { isPoolsOwn } from "./is-pools-own.js";
import { readLegacyTag, withoutLegacyAnnotation, withoutLegacyTag } from "./legacy-tag.js";
import { withoutPoolAnnotation } from "./pool-annotation.js";
import type { BlockPoolFields, PoolFields } from "./pool-fields.js";
import { type PoolTag, readTag, withoutTag } from "./pool-tag.js";

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
 * A job taken off its pool: with the masks, the annotation and the description that it had before. What a person wrote since
 * where the pool owns nothing stays, too: other exclude masks, masks of blocks.
 *
 * @returns the tag, too; nothing in its place for a job that is on no pool. That is left as it is, but for masks of blocks
 * that a process left as masks of either type, which was killed while it put the job on a pool or took it off.
 */
export function takeOffPool(
  job: PoolFields,
  { dialect = "3.4", handMade = "keep" }: TakeOffOptions = {},
): { readonly fields: PoolFields; readonly tag?: PoolTag } {
  const found = withoutTags(job);
  if (!found) return { fields: withoutLeftovers(job, dialect) };
  const { tag, bare } = found;
  if (handMade === "keep" && !isPoolsOwn(job, tag)) return { fields: bare, tag };
  if (tag.enforcement === "property") return { fields: { ...bare, need_properties: "" }, tag };
  if (tag.enforcement === "native") return { fields: { ...bare, pools: {} }, tag };
  return { fields: withOwnMasks(bare, tag, dialect), tag };
}

/** The job's tag, of this version or an earlier one, and the job without it and without what it says to people. */
function withoutTags(job: PoolFields): { readonly tag: PoolTag; readonly bare: PoolFields } | undefined {
  const tag = readTag(job.description);
  if (tag) {
    const annotation = withoutPoolAnnotation(job.annotation, tag);
    return { tag, bare: { ...job, annotation, description: withoutTag(job.description) } };
  }
  const legacy = readLegacyTag(job.blocks);
  if (!legacy) return undefined;
  const annotation = withoutLegacyAnnotation(job.annotation);
  return { tag: legacy, bare: { ...job, annotation, blocks: job.blocks.map(withoutLegacyTag) } };
}

function withoutLeftovers(job: PoolFields, dialect: MaskDialect): PoolFields {
  if (dialect === "3.3" || job.hosts_mask_type === "regex") return job;
  return { ...job, blocks: job.blocks.map(withFindMasks) };
}

function withOwnMasks(job: PoolFields, tag: PoolTag, dialect: MaskDialect): PoolFields {
  const { hosts_mask: include = "", hosts_mask_exclude: exclude = "", hosts_mask_type: type } = tag.own;
  const written = type ? maskAsRegex(exclude, type, dialect) : exclude;
  const isExcludeOwn = isExcludePools(tag) || job.hosts_mask_exclude === written;
  const { hosts_mask_type: _, ...untyped } = job;
  const isTranslated = type === "find" && tag.form !== "find";
  if (isTranslated && !(isExcludeOwn && job.blocks.every(isOfEitherType))) {
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
    blocks: isTranslated ? job.blocks.map(withFindMasks) : job.blocks,
  };
}

/** Is the exclude mask the pool's? */
export function isExcludePools({ form = "include" }: Pick<PoolTag, "form">): boolean {
  return form !== "include";
}

function isOfEitherType({ hosts_mask, hosts_mask_exclude }: BlockPoolFields): boolean {
  return [hosts_mask, hosts_mask_exclude].every((mask) => mask === "" || findMaskWithin(mask) !== undefined);
}

function withFindMasks(block: BlockPoolFields): BlockPoolFields {
  const { hosts_mask, hosts_mask_exclude } = block;
  return {
    ...block,
    hosts_mask: findMaskWithin(hosts_mask) ?? hosts_mask,
    hosts_mask_exclude: findMaskWithin(hosts_mask_exclude) ?? hosts_mask_exclude,
  };
}
