import type { Pool } from "@afpools/core";
import type { Job } from "../model/job.js";
import { adoptionOf } from "./adoption.js";
import { type JobPlacement, placementOf } from "./job-placement.js";
import type { JobReach } from "./job-reach.js";
import type { JobStatus } from "./judge-job.js";
import type { Enforcement } from "./pool-tag.js";
import { isUnfinished, type PooledJob } from "./pooled-job.js";

/** A job and its pool, for people: plain values. */
export interface JobSummary {
  readonly id: number;
  readonly serial: number;
  readonly name: string;
  readonly user: string;
  /** afserver's tokens, such as `RDY` and `RUN`. */
  readonly state: readonly string[];
  /** The pool expression with its pools' names of now, or, where one is gone, as it was put on; null on no pool. */
  readonly pool: string | null;
  readonly enforcement: Enforcement | null;
  /** Null for a job that is on no pool, and for a finished one. */
  readonly status: JobStatus["kind"] | null;
  /** Why it is not following; null while it is. */
  readonly why: string | null;
  /** For an orphan whose pools' names are there again: what to put it on to follow them. */
  readonly adoption?: JobPlacement;
  /** How many hosts may ever render it as settings are now; null where that is not known. */
  readonly hosts: number | null;
  readonly online: number | null;
  /** What stops it on all hosts at the moment; null where nothing that afserver shows does, and once it is done. */
  readonly stopped: string | null;
}

export interface JobSummaryParts {
  readonly job: Job;
  readonly pooled: PooledJob | undefined;
  readonly status: JobStatus | undefined;
  readonly reach: JobReach | undefined;
}

export function summarizeJob(
  { job, pooled, status, reach }: JobSummaryParts,
  pools: readonly Pool[],
): JobSummary {
  const { id, serial, name, user_name: user = "", state } = job;
  const adoption = pooled && status?.kind === "orphan" ? adoptionOf(pooled.tag, pools) : undefined;
  return {
    id,
    serial,
    name,
    user,
    state: [...state],
    pool: pooled ? placementOf(pooled.tag, pools).expression : null,
    enforcement: pooled?.tag.enforcement ?? null,
    status: status?.kind ?? null,
    why: status ? whyOf(status, adoption) : null,
    ...(adoption && { adoption }),
    hosts: reach?.count?.hosts ?? null,
    online: reach?.count?.online ?? null,
    stopped: (isUnfinished(job) && reach?.stop?.text) || null,
  };
}

function whyOf(status: JobStatus, adoption: JobPlacement | undefined): string | null {
  switch (status.kind) {
    case "following":
      return null;
    case "by-hand":
      return "A person wrote another mask over the pool's, which is left alone.";
    case "orphan": {
      const names = status.missing.map((name) => JSON.stringify(name)).join(", ");
      const again = adoption ? " There are pools of the same names: afpools job adopt puts it on them." : "";
      return `${names} ${status.missing.length === 1 ? "is" : "are"} gone: the job keeps its last mask.${again}`;
    }
    default:
      return status.error.message;
  }
}
