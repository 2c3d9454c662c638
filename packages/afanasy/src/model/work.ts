import type { JobMasks } from "@afpools/core";
import { integer, numbersByName, oneOf, text } from "./entry.js";

/** What says on which hosts jobs may run and how many tasks of theirs: of a job, or of all jobs of a user. */
export interface Work extends JobMasks {
  /** Tokens of which a render's properties must contain one. */
  readonly need_properties?: string;
  readonly need_os?: string;
  /** By path (`/fx`) or part of one (`fx`): 100 only there, -100 never there, between them a preference. */
  readonly pools?: Readonly<Record<string, number>>;
  readonly max_running_tasks?: number;
  readonly max_running_tasks_per_host?: number;
  readonly running_tasks_num?: number;
}

export const workMembers = {
  hosts_mask: text,
  hosts_mask_exclude: text,
  hosts_mask_type: oneOf("find", "regex"),
  need_properties: text,
  need_os: text,
  pools: numbersByName,
  max_running_tasks: integer,
  max_running_tasks_per_host: integer,
  running_tasks_num: integer,
};
