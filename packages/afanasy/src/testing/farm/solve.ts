import type { SimulatedJob } from "./job.js";
import type { SimulatedRender } from "./render.js";
import type { SimulatedTask } from "./task.js";

/** The root branch starts no more tasks than this in a cycle. */
const maxTasksPerCycle = 100;

/**
 * Starts what can be started: job by job by priority, then age, each task on the render that is most ready for it. A job for
 * which no render was found is tried again once it or the renders that are ready changed.
 */
export function solve(
  jobs: Iterable<SimulatedJob>,
  renders: Iterable<SimulatedRender>,
  start: (task: SimulatedTask, render: SimulatedRender) => void,
): void {
  const able = [...jobs].filter((job) => job.canRun);
  const least = Math.min(...new Set(able.map((job) => job.leastCapacity)));
  const ready = new Set([...renders].filter((render) => render.isReady && render.freeCapacity >= least));
  if (ready.size === 0) return;
  const offer = Array.from(ready, offerOf).join("\n");
  const waiting = able
    .filter((job) => job.refused !== offer)
    .sort((a, b) => b.priority - a.priority || a.createdAt - b.createdAt || a.serial - b.serial);
  let started = 0;
  for (const job of waiting) {
    while (started < maxTasksPerCycle && ready.size > 0 && job.canRun) {
      const found = mostReady(job, ready);
      if (!found) {
        // What others took in this cycle may be free in the next.
        if (started === 0) job.refused = offer;
        break;
      }
      start(found.task, found.render);
      if (!found.render.isReady || found.render.freeCapacity < least) ready.delete(found.render);
      started++;
    }
  }
}

/** What a render offers to jobs. */
function offerOf({ id, os, properties, pool, freeCapacity, tasks }: SimulatedRender): string {
  return `${id} ${tasks.size} ${freeCapacity} ${pool.path} ${os} ${properties}`;
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
    b.freeCapacity - a.freeCapacity ||
    b.priority - a.priority ||
    a.startOrFinishAt - b.startOrFinishAt ||
    (a.name < b.name ? -1 : 1)
  );
}
