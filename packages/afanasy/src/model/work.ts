import type { JobMasks } from "@afpools/core";
import { integer, numbersByName, oneOf, text } from "./entry.js";

/** What says on which hosts jobs may run and how many tasks of theirs: of a job, or of all jobs of a user. */
export interface Work extends JobMasks {
  /** Tokens of which a render's properties must contain one. */
  readonly need_properties?: string;
  readonly need_os?: string;
  /** CGRU 3.0 and later, as what follows; absent where nothing is needed. */
  readonly need_power?: number;
  /** MB that must be free. */
  readonly need_memory?: number;
  /** GB that must be free. */
  readonly need_hdd?: number;
  /** By path (`/fx`) or part of one (`fx`): 100 only there, -100 never there, between them a preference. */
  readonly pools?: Readonly<Record<string, number>>;
  /** Tasks that may be started in a cycle, which is about a second; absent without a limit. */
  readonly max_tasks_per_second?: number;
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
  need_power: integer,
  need_memory: integer,
  need_hdd: integer,
  pools: numbersByName,
  max_tasks_per_second: integer,
  max_running_tasks: integer,
  max_running_tasks_per_host: integer,
  running_tasks_num: integer,
};
