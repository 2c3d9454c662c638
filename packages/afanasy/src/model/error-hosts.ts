import { AfpoolsError } from "@afpools/core";
import { z } from "zod";

/** How often tasks failed, by the host that they failed on. */
export type ErrorCounts = ReadonlyMap<string, number>;

/** Errors of a block's tasks on hosts, of all together and of each task by its number. */
export interface BlockErrors {
  readonly counts: ErrorCounts;
  readonly tasks: ReadonlyMap<number, ErrorCounts>;
}

const answer = z.object({ message: z.object({ list: z.array(z.string()) }) });

/** The errors of a job's blocks, in the blocks' order. afserver tells them as lines for people. */
export function readErrorHosts(value: unknown): BlockErrors[] {
  const read = answer.safeParse(value);
  if (!read.success)
    throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer has no list of error hosts.");
  const blocks: { counts: Map<string, number>; tasks: Map<number, Map<string, number>> }[] = [];
  let counts = new Map<string, number>();
  for (const line of read.data.message.list) {
    const task = /^Task\[(\d+)\] error hosts:/.exec(line);
    if (line.startsWith("Block['") && line.endsWith("'] error hosts:")) {
      counts = new Map();
      blocks.push({ counts, tasks: new Map() });
    } else if (task) {
      counts = new Map();
      blocks.at(-1)?.tasks.set(Number(task[1]), counts);
    } else {
      const error = /^(.+): (\d+) at /s.exec(line);
      if (error) counts.set(error[1] ?? "", Number(error[2]));
    }
  }
  return blocks;
}
