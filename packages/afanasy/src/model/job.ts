import { entryReader, flag, integer, listOf, listOfAll, orElse, type Reader, state, text } from "./entry.js";
import { type Work, workMembers } from "./work.js";

/** A block of a job: tasks of one kind. */
export interface Block {
  readonly name: string;
  readonly block_num: number;
  /** As of a job; absent where the block has none. */
  readonly state?: ReadonlySet<string>;
  readonly service?: string;
  readonly capacity?: number;
  readonly tasks_num?: number;
  readonly frame_first?: number;
  readonly frame_last?: number;
  readonly frames_per_task?: number;
  readonly frames_inc?: number;
  /** Masks of a block are of the job's type. */
  readonly hosts_mask?: string;
  readonly hosts_mask_exclude?: string;
  readonly need_properties?: string;
  readonly depend_mask?: string;
  readonly max_running_tasks?: number;
  readonly max_running_tasks_per_host?: number;
  readonly running_tasks_counter?: number;
  /** 0–100. */
  readonly p_percentage?: number;
  readonly p_tasks_ready?: number;
  readonly p_tasks_done?: number;
  readonly p_tasks_error?: number;
  /** In full detail only, as what follows. */
  readonly custom_data?: string;
  readonly command?: string;
  readonly working_directory?: string;
  /** The tasks of a block that is not a range of frames. */
  readonly tasks?: readonly { readonly name: string }[];
}

/** What tells one job from another: afserver gives an id again after its job was deleted, a serial never. */
export interface JobRef {
  readonly id: number;
  readonly serial: number;
}

/** A job as afserver lists it. Members are named as in afserver's JSON. */
export interface Job extends JobRef, Work {
  /** Unique: afserver appends `-1`, `-2`, … to a name that is taken. */
  readonly name: string;
  /** `RDY`, `RUN`, `DON`, `ERR`, `OFF` (paused), `WDP`, `WTM`, `SKP`, `WRN`, `WRC`, …: afserver's own tokens. */
  readonly state: ReadonlySet<string>;
  readonly blocks: readonly Block[];
  readonly user_name?: string;
  readonly host_name?: string;
  /** 0–250. */
  readonly priority?: number;
  /** Absent where it is not. */
  readonly hidden?: boolean;
  readonly annotation?: string;
  readonly description?: string;
  readonly custom_data?: string;
  readonly branch?: string;
  readonly depend_mask?: string;
  readonly depend_mask_global?: string;
  readonly tasks_ready?: number;
  /** Seconds since 1970, as all times. */
  readonly time_creation?: number;
  readonly time_started?: number;
  readonly time_done?: number;
}

export const readBlock: Reader<Block> = entryReader(
  { name: text, block_num: integer },
  {
    state,
    service: text,
    capacity: integer,
    tasks_num: integer,
    frame_first: integer,
    frame_last: integer,
    frames_per_task: integer,
    frames_inc: integer,
    hosts_mask: text,
    hosts_mask_exclude: text,
    need_properties: text,
    depend_mask: text,
    max_running_tasks: integer,
    max_running_tasks_per_host: integer,
    running_tasks_counter: integer,
    p_percentage: integer,
    p_tasks_ready: integer,
    p_tasks_done: integer,
    p_tasks_error: integer,
    custom_data: text,
    command: text,
    working_directory: text,
    tasks: listOfAll(entryReader({ name: text }, {})),
  },
);

export const readJob: Reader<Job> = entryReader(
  {
    name: text,
    id: integer,
    serial: integer,
    state: orElse(state, new Set<string>()),
    blocks: orElse(listOf(readBlock), []),
  },
  {
    ...workMembers,
    user_name: text,
    host_name: text,
    priority: integer,
    hidden: flag,
    annotation: text,
    description: text,
    custom_data: text,
    branch: text,
    depend_mask: text,
    depend_mask_global: text,
    tasks_ready: integer,
    time_creation: integer,
    time_started: integer,
    time_done: integer,
  },
);
