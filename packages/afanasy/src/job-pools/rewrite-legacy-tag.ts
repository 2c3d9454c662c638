import type { Afserver } from "../client/afserver.js";
import type { RequestOptions } from "../wire/transport.js";
import { writeJobs } from "./guarded-writes.js";
import { withoutLegacyAnnotation, withoutLegacyTag } from "./legacy-tag.js";
import { withPoolAnnotation } from "./pool-annotation.js";
import { changeOfPoolFields, poolFieldsOf } from "./pool-fields.js";
import { readTag, withTag } from "./pool-tag.js";
import type { PooledJob } from "./pooled-job.js";

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
 */
export async function rewriteLegacyTag(
  afserver: Afserver,
  { job, tag, isLegacy }: Pick<PooledJob, "job" | "tag" | "isLegacy">,
  options?: RequestOptions,
): Promise<void> {
  if (isLegacy) {
    const annotation = withPoolAnnotation(withoutLegacyAnnotation(job.annotation ?? ""), tag);
    const kept = { ...tag, customData: job.custom_data ?? "" };
    await writeJobs(
      afserver,
      [job],
      ({ description = "" }) => ({ job: { annotation, description: withTag(description, kept) } }),
      options,
    );
  }
  const detailed = await afserver.jobInDetail(job, options);
  if (!detailed) return;
  const fields = poolFieldsOf(detailed);
  const { blocks } = changeOfPoolFields(fields, { ...fields, blocks: fields.blocks.map(withoutLegacyTag) });
  if (blocks.length > 0) await writeJobs(afserver, [job], () => ({ blocks }), options);
  await writeJobs(
    afserver,
    [job],
    ({ description = "" }) => {
      const found = readTag(description);
      if (found?.customData === undefined) return undefined;
      const { customData: custom_data, ...rest } = found;
      return { job: { custom_data, description: withTag(description, rest) } };
    },
    options,
  );
}
