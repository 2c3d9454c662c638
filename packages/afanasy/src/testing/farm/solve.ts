import type { SimulatedJob } from "./job.js";
import type { SimulatedRender } from "./render.js";
import type { SimulatedTask } from "./task.js";

/** The root branch starts no more tasks than this in a cycle. */
const maxTasksPerCycle = 100;

/** Starts what can be started: job by job by priority, then age, each task on the render that is most ready for it. */
export function solve(
  jobs: Iterable<SimulatedJob>,
  renders: Iterable<SimulatedRender>,
  start: (task: SimulatedTask, render: SimulatedRender) => void,
): void {
  const waiting = [...jobs]
    .filter((job) => job.canRun)
    .sort((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || a.serial - b.serial);
  const ready = new Set([...renders].filter((render) => render.isReady));
  let started = 0;
  for (const job of waiting) {
    while (started < maxTasksPerCycle && ready.size > 0 && job.canRun) {
      const found = mostReady(job, ready);
      if (!found) break;
      start(found.task, found.render);
      if (!found.render.isReady) ready.delete(found.render);
      started++;
    }
  }
}

function mostReady(job: SimulatedJob, renders: Iterable<SimulatedRender>) {
  let best: { task: SimulatedTask; render: SimulatedRender } | undefined;
  for (const render of renders) {
    if (best && compare(job, best.render, render) <= 0) continue;
    const task = job.taskFor(render);
    if (task) best = { task, render };
  }
  return best;
}

/** Below 0 when `a` is more ready than `b`. */
function compare(job: SimulatedJob, a: SimulatedRender, b: SimulatedRender): number {
  const preference = (render: SimulatedRender) => job.work.poolPriority(render.pool.path) ?? 0;
  return (
    preference(b) - preference(a) ||
    a.tasks.size - b.tasks.size ||
    b.capacity - b.capacityUsed - (a.capacity - a.capacityUsed) ||
    b.priority - a.priority ||
    a.startOrFinishAt - b.startOrFinishAt ||
    (a.name < b.name ? -1 : 1)
  );
}
