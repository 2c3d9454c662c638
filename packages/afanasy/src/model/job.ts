import {
  entryReader,
  flag,
  integer,
  listOf,
  listOfAll,
  numbersByName,
  orElse,
  type Reader,
  state,
  text,
} from "./entry.js";
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
  readonly need_power?: number;
  /** MB that must be free. */
  readonly need_memory?: number;
  /** GB that must be free. */
  readonly need_hdd?: number;
  /** CGRU 3.3 and later, as what follows. MHz, spelt as afserver does. */
  readonly need_cpu_freq_mgz?: number;
  readonly need_cpu_cores?: number;
  /** MHz of all cores together. */
  readonly need_cpu_freq_cores?: number;
  /** MB that must be free. */
  readonly need_gpu_mem_mb?: number;
  /** How many of each ticket a task takes. */
  readonly tickets?: Readonly<Record<string, number>>;
  /** The least multiple of its capacity that a task may have; absent where that does not vary. */
  readonly capacity_coeff_min?: number;
  /** 1: in order, -1: in reverse; others: each n-th first. Absent for 1. */
  readonly sequential?: number;
  /** After how many errors on a host the block, or a task, avoids it; below 1: never. Absent: as the user says. */
  readonly errors_avoid_host?: number;
  readonly errors_task_same_host?: number;
  readonly depend_mask?: string;
  readonly tasks_depend_mask?: string;
  readonly max_running_tasks?: number;
  readonly max_running_tasks_per_host?: number;
  readonly running_tasks_counter?: number;
  /** 0–100. */
  readonly p_percentage?: number;
  readonly p_tasks_ready?: number;
  readonly p_tasks_done?: number;
  readonly p_tasks_error?: number;
  readonly p_tasks_suspended?: number;
  readonly p_tasks_waitdep?: number;
  readonly p_tasks_waitrec?: number;
  /** On how many hosts tasks of it failed. */
  readonly p_error_hosts?: number;
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
  /** Does it pay no regard to nimby, or to renders that are paused? Absent where it does. */
  readonly ignorenimby?: boolean;
  readonly ignorepaused?: boolean;
  /** Preview, pending approval: some tasks run first, the others when somebody says so. */
  readonly ppa?: boolean;
  /** Each task runs on the render of its name alone. */
  readonly maintenance?: boolean;
  /** When it may start. */
  readonly time_wait?: number;
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
    need_power: integer,
    need_memory: integer,
    need_hdd: integer,
    need_cpu_freq_mgz: integer,
    need_cpu_cores: integer,
    need_cpu_freq_cores: integer,
    need_gpu_mem_mb: integer,
    tickets: numbersByName,
    capacity_coeff_min: integer,
    sequential: integer,
    errors_avoid_host: integer,
    errors_task_same_host: integer,
    depend_mask: text,
    tasks_depend_mask: text,
    max_running_tasks: integer,
    max_running_tasks_per_host: integer,
    running_tasks_counter: integer,
    p_percentage: integer,
    p_tasks_ready: integer,
    p_tasks_done: integer,
    p_tasks_error: integer,
    p_tasks_suspended: integer,
    p_tasks_waitdep: integer,
    p_tasks_waitrec: integer,
    p_error_hosts: integer,
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
    ignorenimby: flag,
    ignorepaused: flag,
    ppa: flag,
    maintenance: flag,
    time_wait: integer,
    time_creation: integer,
    time_started: integer,
    time_done: integer,
  },
);
