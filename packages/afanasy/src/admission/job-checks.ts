import { quoted } from "@afpools/core/internal";
import type { Block, Job } from "../model/job.js";
import { always, type Check, passing, stopOf, unknownNow } from "./check.js";

/** What a job's own state says of all its tasks. */
export function* jobStateChecks(job: Job): Generator<Check> {
  const { state } = job;
  if (state.has("OFF")) yield always(stopOf("not-now", "paused", "job", "the job is paused."));
  if (job.ppa && state.has("PPA")) {
    yield always(stopOf("not-now", "approval", "job", "the job waits for approval of what is rendered."));
  }
  if (state.has("RDY")) return;
  if (state.has("DON")) yield always(stopOf("not-now", "done", "job", "the job is done."));
  else if (state.has("WTM")) {
    const until = job.time_wait ? ` until ${shownTime(job.time_wait)}` : "";
    yield always(stopOf("not-now", "wait-time", "job", `the job waits${until}.`));
  } else if (state.has("WDP") && isNew(job)) {
    const text = "the job was just sent: afserver looks at new jobs once a second.";
    yield always(stopOf("not-now", "no-ready-task", "job", text));
  } else if (state.has("WDP")) {
    yield always(stopOf("not-now", "dependencies", "job", `the job waits ${dependenciesOf(job)}.`));
  } else if (state.has("ERR") && !state.has("RUN")) {
    const failed = job.blocks.reduce((sum, { p_tasks_error = 0 }) => sum + p_tasks_error, 0);
    const text = `${tasks(failed)} of the job failed for good; the others are done or wait for them.`;
    yield always(stopOf("not-now", "failed", "job", text));
  } else {
    yield always(stopOf("not-now", "no-ready-task", "job", "no task of the job is ready."));
  }
}

/** A job that was just sent waits as if for others, and its blocks have no state, until afserver's next cycle. */
function isNew({ blocks }: Job): boolean {
  return blocks.every(({ state }) => state === undefined || state.size === 0);
}

/** Nimby and pause, which only count for jobs that do not ignore them. */
export function* holdChecks({ ignorenimby, ignorepaused, user_name }: Job): Generator<Check> {
  if (!ignorenimby) {
    yield passing(({ render }) => {
      if (render.state.has("NBY")) return stopOf("not-now", "nimby", "render", "it is nimby.");
      if (!render.state.has("NbY") || render.user_name === user_name) return undefined;
      const text = `it is nimby: it renders only jobs of its user ${render.user_name ?? "?"}.`;
      return stopOf("not-now", "nimby", "render", text);
    });
  }
  if (!ignorepaused) {
    yield passing(({ render }) =>
      render.state.has("PAU") ? stopOf("not-now", "paused", "render", "it is paused.") : undefined,
    );
  }
}

/** Whether a block has a task to give. */
export function* blockStateChecks(block: Block, label: string, hidesTaskDepends: boolean): Generator<Check> {
  const { state = new Set<string>(), tasks_num: all = 0 } = block;
  const stop = (check: Parameters<typeof stopOf>[1], text: string) =>
    always(stopOf("not-now", check, "block", text));
  if (state.has("RDY")) {
    if (hidesTaskDepends && block.tasks_depend_mask) {
      const text = `tasks of ${label} wait for tasks of ${quoted(block.tasks_depend_mask, 60)}; which ones wait, this release does not tell.`;
      yield unknownNow("dependencies", "block", text);
    }
    return;
  }
  const { p_tasks_done: done = 0, p_tasks_suspended: suspended = 0, p_tasks_error: failed = 0 } = block;
  if (all > 0 && done >= all) yield stop("done", `all tasks of ${label} are done.`);
  else if (state.has("WDP") && block.depend_mask) {
    yield stop("dependencies", `${label} waits for the block ${quoted(block.depend_mask, 60)}.`);
  } else if (block.p_tasks_waitdep) {
    const on = block.tasks_depend_mask ? ` of ${quoted(block.tasks_depend_mask, 60)}` : "";
    yield stop("dependencies", `${tasks(block.p_tasks_waitdep)} of ${label} wait for tasks${on}.`);
  } else if (suspended > 0) yield stop("suspended", `${tasks(suspended)} of ${label} are suspended.`);
  else if (failed > 0 && !block.running_tasks_counter) {
    yield stop("failed", `${tasks(failed)} of ${label} failed for good.`);
  } else
    yield stop("no-ready-task", `no task of ${label} is ready: ${block.running_tasks_counter ?? 0} run.`);
}

function dependenciesOf({ depend_mask, depend_mask_global, user_name = "?" }: Job): string {
  const own = depend_mask ? [`for other jobs of ${user_name} that match ${quoted(depend_mask, 60)}`] : [];
  const others = depend_mask_global
    ? [`for jobs of anybody that match ${quoted(depend_mask_global, 60)}`]
    : [];
  return [...own, ...others].join(" and ") || "for other blocks or tasks";
}

/** In the reader's own time is not known here. */
function shownTime(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function tasks(count: number): string {
  return count === 1 ? "1 task" : `${count} tasks`;
}
