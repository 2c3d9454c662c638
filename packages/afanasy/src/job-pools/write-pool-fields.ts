import { findMaskWithin } from "@afpools/core/internal";
import type { Afserver } from "../client/afserver.js";
import type { BlockChange } from "../client/changes.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import { type JobWrite, type WrittenJobs, writeJobs } from "./guarded-writes.js";
import type { PoolFieldsChange } from "./pool-fields.js";
import type { Refusal, Stranger } from "./write-nodes.js";

/** How often what a look shows may ask for another step: blocks, the job, blocks again, and once more for an edit in between. */
const maxSteps = 4;

/**
 * Makes changes that take several actions, one after the other: between any two of them, and for good if the process dies
 * there, each block renders on no host that is allowed neither before nor afterwards.
 *
 * Masks of blocks are read by the type of the job's. So masks of either type are written before the job's type, and the
 * `find` lists that take their place after it.
 *
 * @param changeFor what a job is to get, worked out from what it is right before each action; nothing: nothing more
 * @returns the jobs as they are afterwards; one of which something was refused gets nothing more. Rejects where requests cannot be
 * made; then it is not known what was done.
 */
export async function writePoolFields(
  afserver: Afserver,
  refs: readonly JobRef[],
  changeFor: (job: Job) => PoolFieldsChange | undefined,
  options?: RequestOptions,
): Promise<WrittenJobs> {
  const jobs = new Map<number, Job>();
  const gone: JobRef[] = [];
  const strangers: Stranger<Job>[] = [];
  const refused: Refusal<Job>[] = [];
  let open = refs;
  for (let step = 0; step < maxSteps && open.length > 0; step += 1) {
    const unfinished = new Set<number>();
    const decide = (job: Job): JobWrite | undefined => {
      const [first, ...others] = stepsOf(changeFor(job));
      if (others.length > 0) unfinished.add(job.serial);
      return first;
    };
    const written = await writeJobs(afserver, open, decide, options);
    for (const job of written.nodes) jobs.set(job.serial, job);
    for (const { serial } of written.gone) jobs.delete(serial);
    gone.push(...written.gone);
    strangers.push(...written.strangers);
    refused.push(...written.refused);
    for (const { nodes } of written.refused) for (const { serial } of nodes) unfinished.delete(serial);
    open = written.nodes.filter(({ serial }) => unfinished.has(serial));
  }
  return { nodes: [...jobs.values()], gone, strangers, refused };
}

function stepsOf(change: PoolFieldsChange | undefined): readonly JobWrite[] {
  if (!change) return [];
  const first = change.blocks.filter((block) => isOfEitherType(block.change));
  const last = change.blocks.filter((block) => !isOfEitherType(block.change));
  return [
    ...(first.length > 0 ? [{ blocks: first }] : []),
    ...(Object.keys(change.job).length > 0 ? [{ job: change.job }] : []),
    ...(last.length > 0 ? [{ blocks: last }] : []),
  ];
}

function isOfEitherType({ hosts_mask = "", hosts_mask_exclude = "" }: BlockChange): boolean {
  return [hosts_mask, hosts_mask_exclude].every((mask) => mask === "" || findMaskWithin(mask) !== undefined);
}
