import { entryReader, flag, integer, type Reader, text } from "./entry.js";
import { type Work, workMembers } from "./work.js";

/** A user of afserver; made when a first job of theirs is sent. A job without a mask type takes its user's. */
export interface User extends Work {
  readonly name: string;
  readonly id: number;
  readonly priority?: number;
  /** Absent where they are not. */
  readonly paused?: boolean;
  /** Of their jobs' blocks that say nothing else: see `Block`. */
  readonly errors_avoid_host?: number;
  readonly errors_task_same_host?: number;
  readonly host_name?: string;
  readonly jobs_num?: number;
  readonly running_jobs_num?: number;
  readonly annotation?: string;
  readonly custom_data?: string;
}

export const readUser: Reader<User> = entryReader(
  { name: text, id: integer },
  {
    ...workMembers,
    priority: integer,
    paused: flag,
    errors_avoid_host: integer,
    errors_task_same_host: integer,
    host_name: text,
    jobs_num: integer,
    running_jobs_num: integer,
    annotation: text,
    custom_data: text,
  },
);
