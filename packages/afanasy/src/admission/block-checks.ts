import type { MaskType } from "@afpools/core";
import type { Budget } from "@afpools/core/internal";
import type { BlockErrors } from "../model/error-hosts.js";
import type { Block } from "../model/job.js";
import type { Release } from "../releases/release.js";
import { type Check, lasting, passing, type Subject, stopOf } from "./check.js";
import { avoidedHostChecks } from "./error-checks.js";
import { blockStateChecks } from "./job-checks.js";
import { hostLimitChecks, limitChecks } from "./limit-checks.js";
import { maskChecks } from "./mask-checks.js";
import { measureChecks, measures, powerChecks } from "./need-checks.js";
import { serviceChecks } from "./service-checks.js";
import { ticketChecks } from "./ticket-checks.js";
import { propertyChecks } from "./work-checks.js";

/** What a block's checks need to know of its job, beside what the block says itself. */
export interface BlockBasis {
  readonly jobId: number;
  /** Of the job: the masks of its blocks have the same. */
  readonly maskType: MaskType | undefined;
  readonly release: Release;
  /** After how many errors blocks avoid a host, where they do not say. */
  readonly avoidAfter: number;
  /** Absent where they were not read. */
  readonly errors?: BlockErrors | undefined;
}

/**
 * Whether a block lets its tasks run on a host, in afserver's order.
 *
 * @throws AfpoolsError `REQUEST_TOO_COSTLY`
 */
export function* blockChecks(
  block: Block,
  subject: Subject,
  { jobId, maskType, release, avoidAfter, errors }: BlockBasis,
  budget: Budget,
): Generator<Check> {
  const { checks } = release;
  const { max_running_tasks: most, max_running_tasks_per_host: mostOnHost } = block;
  const onHost = ({ job_id, block_num }: { job_id: number; block_num: number }) =>
    job_id === jobId && block_num === block.block_num;
  yield* blockStateChecks(block, subject.label, !checks.has("task-depends"));
  yield* limitChecks({ ...(mostOnHost === 0 && { max_running_tasks_per_host: 0 }) }, subject);
  yield* hostLimitChecks(mostOnHost, ({ render }) => render.tasks?.filter(onHost).length ?? 0, subject);
  yield* capacityChecks(block, subject);
  yield* serviceChecks(block.service ?? "", subject, release);
  if (checks.has("tickets")) yield* ticketChecks(block.tickets ?? {}, subject, checks.has("ticket-hosts"));
  yield* limitChecks(
    { ...(most !== undefined && { max_running_tasks: most }), running: block.running_tasks_counter },
    subject,
  );
  yield* avoidedHostChecks(block, subject, { avoidAfter, errors });
  const refused = release.memoryNeeded === "more" ? (needs: number, has: number) => needs >= has : undefined;
  yield* measureChecks(block.need_memory, measures.memory, subject, refused);
  if (checks.has("gpu-needs")) yield* measureChecks(block.need_gpu_mem_mb, measures.gpuMemory, subject);
  if (checks.has("cpu-needs")) {
    yield* measureChecks(block.need_cpu_freq_mgz, measures.frequency, subject);
    yield* measureChecks(block.need_cpu_cores, measures.cores, subject);
    yield* measureChecks(block.need_cpu_freq_cores, measures.allCores, subject);
  }
  yield* measureChecks(block.need_hdd, measures.disk, subject, refused);
  const masks = { ...block, ...(maskType && { hosts_mask_type: maskType }) };
  yield* maskChecks(masks, subject, release.maskDialect, budget);
  yield* powerChecks(block.need_power, subject);
  yield* propertyChecks(block.need_properties, subject, release, budget);
}

function* capacityChecks(
  { capacity = 1, capacity_coeff_min: times = 1 }: Block,
  { of, label }: Subject,
): Generator<Check> {
  const needed = Math.max(1, capacity) * Math.max(1, times);
  yield lasting(({ capacity: all }) =>
    all !== undefined && needed > all
      ? stopOf("never", "capacity", of, `${label} needs a capacity of ${needed}; this host has ${all}.`)
      : undefined,
  );
  yield passing(({ capacity: all, render: { capacity_used: used = 0 } }) =>
    all !== undefined && needed + used > all
      ? stopOf(
          "not-now",
          "capacity",
          of,
          `${label} needs a capacity of ${needed}; ${Math.max(0, all - used)} of ${all} is left on this host.`,
        )
      : undefined,
  );
}
