import type { JobImpact } from "./edit-impact.js";

/** A job that an edit of pools would give other hosts, or leave without, for people: plain values. */
export interface TouchedJob {
  readonly id: number;
  readonly serial: number;
  readonly name: string;
  readonly user: string;
  /** Its pool expression as it was put on. */
  readonly pool: string;
  readonly gained: readonly string[];
  readonly lost: readonly string[];
  /** `following`, or what it would be: `empty` has no host left and waits, `orphan` keeps its last mask. */
  readonly status: JobImpact["after"]["kind"];
}

export function touchedJob({ pooled, after, gained, lost }: JobImpact): TouchedJob {
  const { id, serial, name, user_name: user = "" } = pooled.job;
  return { id, serial, name, user, pool: pooled.tag.expression, gained, lost, status: after.kind };
}
