/**
 * May a host start a task of a job, as far as afserver shows?
 *
 * - `may`: nothing that can be seen stops it. Whose turn it is cannot be seen;
 * - `unknown`: nothing that can be seen stops it, but something that counts cannot be seen;
 * - `not-now`: something stops it that passes, or that somebody can lift at any time: a pause, a task that runs;
 * - `never`: not before the settings of the job or of the farm are changed.
 */
export type Answer = "may" | "unknown" | "not-now" | "never";

/** Whose settings or state a check looks at. */
export type CheckedPart = "render" | "native-pool" | "branch" | "user" | "job" | "block" | "task";

/** What afserver checks. The same check is made for branches, users, jobs and blocks where they have such a setting. */
export type CheckName =
  | "native-pool"
  | "sick"
  | "offline"
  | "priority"
  | "capacity"
  | "slots"
  | "asleep"
  | "paused"
  | "start-rate"
  | "running-tasks"
  | "running-tasks-on-host"
  | "hosts-mask"
  | "hosts-mask-exclude"
  | "os"
  | "properties"
  | "power"
  | "memory"
  | "disk"
  | "native-pools"
  | "nimby"
  | "done"
  | "failed"
  | "wait-time"
  | "dependencies"
  | "approval"
  | "maintenance"
  | "suspended"
  | "no-ready-task"
  | "service"
  | "tickets"
  | "errors"
  | "gpu-memory"
  | "cpu"
  | "unread";

/** What stops a host. */
export interface Stop {
  readonly answer: Exclude<Answer, "may">;
  readonly check: CheckName;
  readonly of: CheckedPart;
  /** In one sentence, with the value that is asked for and the one that is there. */
  readonly text: string;
}

/** Whether a host may start a task and, where it may not, what stops it. */
export type Judgement = { readonly answer: "may" } | Stop;

export const mayStart: Judgement = { answer: "may" };

const weights: Readonly<Record<Answer, number>> = { may: 0, unknown: 1, "not-now": 2, never: 3 };

/** Below 0 where `a` stands less in the way than `b`. */
function compareAnswers(a: Judgement, b: Judgement): number {
  return weights[a.answer] - weights[b.answer];
}

/** The one that counts where all of these hold: what stops for longest, and of those the first. */
export function strongest(judgements: readonly (Judgement | undefined)[]): Judgement {
  return judgements.reduce<Judgement>(stronger, mayStart);
}

/** The same of two. */
export function stronger(first: Judgement, second: Judgement | undefined): Judgement {
  return second && compareAnswers(second, first) > 0 ? second : first;
}

/** The one that stands least in the way; of equal ones the first. */
export function leastInTheWay(judgements: readonly Judgement[]): Judgement | undefined {
  return judgements.reduce<Judgement | undefined>(
    (found, judgement) => (found && compareAnswers(judgement, found) >= 0 ? found : judgement),
    undefined,
  );
}
