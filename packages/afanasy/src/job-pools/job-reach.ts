import type { FarmSide } from "../farm/farm-side.js";
import type { Job } from "../model/job.js";
import { admissionOf, type RenderSide, renderSides } from "./admission.js";

/** How many hosts of the farm may render a job, by its own members as they are now. */
export interface JobReach {
  readonly hosts: number;
  readonly online: number;
}

type Sides = readonly (RenderSide & { readonly online: boolean })[];

/**
 * The reach of each of these jobs by its serial. A job whose masks afserver reads in an uncertain way has none. Jobs with the
 * same restrictions are worked out once.
 */
export function jobReaches(jobs: readonly Job[], side: FarmSide): Map<number, JobReach> {
  const sides = renderSides(side);
  const known = new Map<string, JobReach | undefined>();
  const reaches = new Map<number, JobReach>();
  for (const job of jobs) {
    const { hosts_mask, hosts_mask_exclude, hosts_mask_type, need_properties, pools } = job;
    const key = JSON.stringify([hosts_mask, hosts_mask_exclude, hosts_mask_type, need_properties, pools]);
    if (!known.has(key)) known.set(key, reachOf(job, sides, side));
    const reach = known.get(key);
    if (reach) reaches.set(job.serial, reach);
  }
  return reaches;
}

function reachOf(job: Job, sides: Sides, { dialect = "3.4" }: FarmSide): JobReach | undefined {
  try {
    const admission = admissionOf(job, dialect);
    const admitted = sides.filter((render) => admission(render).admitted);
    return { hosts: admitted.length, online: admitted.filter(({ online }) => online).length };
  } catch {
    return undefined;
  }
}
