import { entryReader, flag, integer, type Reader, text } from "./entry.js";
import { type Work, workMembers } from "./work.js";

/** A branch of the tree that jobs are in. Its limits are for all jobs in it and below it. */
export interface Branch extends Work {
  /** Its path: `/` for the root, `/film/shot`. */
  readonly name: string;
  readonly id: number;
  /** The path above; empty for the root. */
  readonly parent?: string;
  readonly priority?: number;
  /** Absent where it is not. */
  readonly paused?: boolean;
  /** Does it give hosts to its jobs one by one? Else to their users, whose own limits count then, too. */
  readonly solve_jobs?: boolean;
}

export const readBranch: Reader<Branch> = entryReader(
  { name: text, id: integer },
  { ...workMembers, parent: text, priority: integer, paused: flag, solve_jobs: flag },
);
