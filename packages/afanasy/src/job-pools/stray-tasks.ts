import type { Job, JobRef } from "../model/job.js";
import type { Render } from "../model/render.js";

/** Tasks of one block that run on hosts where they may not any more. */
export interface StrayTasks {
  readonly job: JobRef;
  readonly block: number;
  readonly tasks: readonly number[];
  readonly hosts: readonly string[];
}

/** The tasks of `job` that run on renders that `isAllowed` does not let run it. */
export function strayTasks(
  job: Job,
  renders: readonly Render[],
  isAllowed: (hostName: string) => boolean,
): StrayTasks[] {
  const byBlock = new Map<number, { tasks: number[]; hosts: Set<string> }>();
  for (const { name, tasks = [] } of renders) {
    for (const task of tasks) {
      if (task.job_id !== job.id || isAllowed(name)) continue;
      const block = byBlock.get(task.block_num) ?? { tasks: [], hosts: new Set() };
      byBlock.set(task.block_num, block);
      block.tasks.push(task.task_num);
      block.hosts.add(name);
    }
  }
  return Array.from(byBlock, ([block, { tasks, hosts }]) => ({ job, block, tasks, hosts: [...hosts] }));
}
