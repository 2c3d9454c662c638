import type { Afserver } from "../client/afserver.js";
import type { Job } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { type JobWrite, writeJobs } from "./guarded-writes.js";
import { withoutLegacyAnnotation, withoutLegacyTag } from "./legacy-tag.js";
import { withPoolAnnotation } from "./pool-annotation.js";
import { changeOfPoolFields, poolFieldsOf } from "./pool-fields.js";
import { type PoolTag, readTag, withTag } from "./pool-tag.js";
import type { PooledJob } from "./pooled-job.js";
import { wholly } from "./write-nodes.js";

/** Is the tag, or a part of it, still where versions before 1.0 kept it? */
export function needsRewrite({ isLegacy, tag }: Pick<PooledJob, "isLegacy" | "tag">): boolean {
  return isLegacy || tag.customData !== undefined;
}

/**
 * Moves a tag from where versions before 1.0 kept it, JSON in the custom data of blocks, to the job's description. Releases of
 * afserver before 3.4 lose a job with the old one when they are started again.
 *
 * An action that changes a block's custom data changes the job's, too. So the new tag keeps the job's until it was given
 * back: whoever finds it there goes on where this was broken off.
 *
 * Rejects as all requests do.
 *
 * @param mayStill is asked right before each write: whoever may not any more writes nothing
 */
export async function rewriteLegacyTag(
  afserver: Afserver,
  { job, tag, isLegacy }: Pick<PooledJob, "job" | "tag" | "isLegacy">,
  options?: RequestOptions,
  mayStill: () => boolean = () => true,
): Promise<void> {
  const write = async (decide: (now: Job) => JobWrite | undefined) => {
    wholly(await writeJobs(afserver, [job], (now) => (mayStill() ? decide(now) : undefined), options));
  };
  if (isLegacy) {
    const annotation = withPoolAnnotation(withoutLegacyAnnotation(job.annotation ?? ""), tag);
    const kept = { ...tag, customData: job.custom_data ?? "" };
    await write(({ description = "" }) => ({ job: { annotation, description: withTag(description, kept) } }));
  }
  const detailed = await afserver.jobInDetail(job, options);
  if (!detailed) return;
  const fields = poolFieldsOf(detailed);
  const { blocks } = changeOfPoolFields(fields, { ...fields, blocks: fields.blocks.map(withoutLegacyTag) });
  // Where the new tag was not written, or is gone again, the old one is the only one.
  if (blocks.length > 0) await write((now) => keptData(now) && { blocks });
  await write((now) => {
    const kept = keptData(now);
    return (
      kept && { job: { custom_data: kept.customData, description: withTag(now.description ?? "", kept.tag) } }
    );
  });
}

/** The job's own custom data as the new tag keeps it, and the tag without it; nothing where it keeps none. */
function keptData({
  description = "",
}: Job): { readonly customData: string; readonly tag: PoolTag } | undefined {
  const found = readTag(description);
  if (found?.customData === undefined) return undefined;
  const { customData, ...tag } = found;
  return { customData, tag };
}
