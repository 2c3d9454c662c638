import { AfpoolsError } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";
import { z } from "zod";
import { entryReader, integer, type Reader, state, text } from "./entry.js";

/** How a task of a job stands. Members are named as in afserver's JSON. */
export interface TaskProgress {
  readonly state: ReadonlySet<string>;
  /** The host that runs it, or ran it last. */
  readonly hst?: string;
  /** How often it was started. */
  readonly str?: number;
  /** How often it failed. */
  readonly err?: number;
  /** Percent. */
  readonly per?: number;
  /** When it started and ended last, in seconds since 1970. */
  readonly tst?: number;
  readonly tdn?: number;
}

const readTask: Reader<TaskProgress> = entryReader(
  { state },
  { hst: text, str: integer, err: integer, per: integer, tst: integer, tdn: integer },
);

const progress = z.object({ job_progress: z.object({ progress: z.array(z.unknown()) }) });
const unknown: TaskProgress = { state: new Set() };

/** How many tasks are read in one step. */
const readAtOnce = 1_000;

/** By block and task number. */
export function* readJobProgress(answer: unknown): Steps<readonly (readonly TaskProgress[])[]> {
  const read = progress.safeParse(answer);
  if (!read.success)
    throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer has no progress of a job.");
  const blocks: TaskProgress[][] = [];
  for (const tasks of read.data.job_progress.progress) {
    if (!Array.isArray(tasks))
      throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer has no progress of a job's tasks.");
    const block: TaskProgress[] = [];
    for (const task of tasks) {
      block.push(readTask(task) ?? unknown);
      if (block.length % readAtOnce === 0) yield;
    }
    blocks.push(block);
    yield;
  }
  return blocks;
}
