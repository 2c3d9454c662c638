import type { JobMasks } from "@afpools/core";

/** What can be changed on jobs; what is absent stays. An empty text clears a mask, `{}` the native pools. */
export interface JobChange extends JobMasks {
  readonly pools?: Readonly<Record<string, number>>;
  readonly need_properties?: string;
  readonly need_os?: string;
  /** 0–250. */
  readonly priority?: number;
  readonly max_running_tasks?: number;
  readonly max_running_tasks_per_host?: number;
  readonly annotation?: string;
  readonly description?: string;
  /** afserver runs a system task for each change of a job that has some. */
  readonly custom_data?: string;
  /** Any change takes a job out of hiding that does not say `true` here. */
  readonly hidden?: boolean;
  /** The branch must exist. */
  readonly branch?: string;
  /** The user must exist. */
  readonly user_name?: string;
  readonly depend_mask?: string;
}

/**
 * What can be changed on blocks. Masks are of the job's type. afserver takes `custom_data` and `hidden` for the whole job,
 * too: what the job had there is to be put back by a change of the job.
 */
export interface BlockChange {
  readonly hosts_mask?: string;
  readonly hosts_mask_exclude?: string;
  readonly need_properties?: string;
  readonly depend_mask?: string;
  readonly custom_data?: string;
  readonly hidden?: boolean;
  readonly capacity?: number;
  readonly max_running_tasks?: number;
  readonly max_running_tasks_per_host?: number;
}

/** What can be changed on renders. */
export interface RenderChange {
  readonly properties_host?: string;
  readonly annotation?: string;
  readonly custom_data?: string;
  readonly priority?: number;
  readonly capacity_host?: number;
  readonly max_tasks_host?: number;
  readonly paused?: boolean;
  /** Any change takes a render out of hiding that does not say `true` here. */
  readonly hidden?: boolean;
}

/** What can be done with jobs as a whole. `stop` is `pause` with running tasks stopped; `restart…` runs tasks again. */
export type JobOperation =
  | "start"
  | "pause"
  | "stop"
  | "restart"
  | "restart_running"
  | "restart_errors"
  | "restart_done"
  | "restart_skipped"
  | "delete";

/** A job to be sent, in afserver's JSON. Members beside those named here are sent as they are. */
export interface JobDraft extends JobMasks {
  readonly name: string;
  readonly blocks: readonly BlockDraft[];
  /** Default: the client's. */
  readonly user_name?: string;
  readonly host_name?: string;
  readonly pools?: Readonly<Record<string, number>>;
  readonly need_properties?: string;
  readonly annotation?: string;
  /** Sends it paused: no task begins before `start`. */
  readonly offline?: boolean;
  readonly [member: string]: unknown;
}

export interface BlockDraft {
  readonly name: string;
  readonly service?: string;
  readonly [member: string]: unknown;
}
