import { entryReader, integer, type Reader, text } from "./entry.js";
import { type Work, workMembers } from "./work.js";

/** A user of afserver; made when a first job of theirs is sent. A job without a mask type takes its user's. */
export interface User extends Work {
  readonly name: string;
  readonly id: number;
  readonly priority?: number;
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
    host_name: text,
    jobs_num: integer,
    running_jobs_num: integer,
    annotation: text,
    custom_data: text,
  },
);
