import type { Work } from "../model/work.js";
import { always, type Check, passing, type Subject, stopOf } from "./check.js";
import type { CheckedHost } from "./checked-host.js";

export interface Limits
  extends Pick<Work, "max_tasks_per_second" | "max_running_tasks" | "max_running_tasks_per_host"> {
  readonly priority?: number | undefined;
  readonly paused?: boolean | undefined;
  /** How many tasks it runs now. */
  readonly running?: number | undefined;
}

/** What limits how many tasks of a branch, a user or a job run, whatever the host. */
export function* limitChecks(limits: Limits, { of, label }: Subject): Generator<Check> {
  const { priority, paused, running = 0, max_running_tasks: most = -1 } = limits;
  if (limits.max_tasks_per_second === 0) {
    yield always(stopOf("never", "start-rate", of, `${label} may start 0 tasks a second.`));
  }
  if (priority === 0) yield always(stopOf("never", "priority", of, `${label} has priority 0.`));
  if (most === 0) yield always(stopOf("never", "running-tasks", of, `${label} may run at most 0 tasks.`));
  if (limits.max_running_tasks_per_host === 0) {
    yield always(stopOf("never", "running-tasks-on-host", of, `${label} may run at most 0 tasks on a host.`));
  }
  if (most > 0 && running >= most) {
    yield always(
      stopOf("not-now", "running-tasks", of, `${label} runs ${running} of at most ${most} tasks.`),
    );
  }
  if (paused) yield always(stopOf("not-now", "paused", of, `${label} is paused.`));
}

/**
 * `max_running_tasks_per_host`, unless it is 0.
 *
 * @param count how many tasks of it a host runs now; nothing where that is not known
 */
export function* hostLimitChecks(
  most: number | undefined,
  count: (host: CheckedHost) => number | undefined,
  { of, label }: Subject,
): Generator<Check> {
  if (most === undefined || most <= 0) return;
  yield passing((host) => {
    const running = count(host);
    if (running === undefined) {
      const text = `how many of the at most ${most} tasks of ${label} this host runs is not known.`;
      return stopOf("unknown", "running-tasks-on-host", of, text);
    }
    return running >= most
      ? stopOf(
          "not-now",
          "running-tasks-on-host",
          of,
          `${label} runs ${running} of at most ${most} tasks on this host.`,
        )
      : undefined;
  });
}
