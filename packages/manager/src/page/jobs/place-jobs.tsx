import type { ApiClient, Job, JobPlacement } from "@afpools/api/client";
import { type AfpoolsError, toAfpoolsError } from "@afpools/core";
import { ask } from "../parts/ask.js";
import { showDone } from "../parts/toasts.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** How a job is put on a pool. */
export type Placing = Omit<Parameters<ApiClient["putJobOnPool"]>[0]["body"], "serial">;

/**
 * Puts jobs on a pool, and says so once, with one Undo for all.
 *
 * @returns why it failed, for the jobs that it failed for
 */
export async function putJobsOn(
  jobs: readonly Job[],
  placing: Placing,
): Promise<readonly [Job, AfpoolsError][]> {
  const dropped: string[] = [];
  const replaced: Replaced[] = [];
  const { done, failed } = await each(jobs, async ({ id, serial }) => {
    const { before, droppedMask } = await client.putJobOnPool({ id, body: { ...placing, serial } }, once());
    replaced.push({ id, serial, before });
    if (droppedMask !== null) dropped.push(droppedMask);
  });
  if (done.length > 0) {
    const [first] = done;
    showDone(
      done.length === 1 && first
        ? t.jobsView.done(first.name, placing.expression)
        : t.jobsView.doneSome(done.length, placing.expression),
      // A mask that somebody had written by hand does not come back.
      dropped.length === 0 ? () => void putBack(replaced) : undefined,
    );
  }
  for (const mask of dropped) showDone(t.jobsView.dropped(mask));
  return failed;
}

/** Takes jobs off their pools, after a question, and says so once, with one Undo for all. @returns whether it was done */
export async function takeJobsOff(jobs: readonly Job[]): Promise<boolean> {
  const isSure = await ask(t.jobsView.takeOffTitle(namesOf(jobs)), <p>{t.jobsView.takeOffText}</p>, [
    { label: t.jobsView.takeOff, value: true, kind: "danger" },
  ]);
  if (!isSure) return false;
  return act(async () => {
    const replaced: Replaced[] = [];
    const { done, failed } = await each(jobs, async ({ id, serial }) => {
      const { before } = await client.takeJobFromPool({ id, serial }, once());
      replaced.push({ id, serial, before });
    });
    if (done.length > 0) showDone(t.jobsView.tookOff(namesOf(done)), () => void putBack(replaced));
    const [first] = failed;
    if (first) throw first[1];
  });
}

/** A job, and what it was on when it was put on another pool or taken off. */
export interface Replaced {
  readonly id: number;
  readonly serial: number;
  /** Null: on no pool. */
  readonly before: JobPlacement | null;
}

/** Puts jobs on what they were on before. @returns whether it was done for all */
export function putBack(jobs: readonly Replaced[]): Promise<boolean> {
  return act(async () => {
    const { failed } = await each(jobs, async ({ id, serial, before }) => {
      if (before === null) await client.takeJobFromPool({ id, serial }, once());
      else await client.putJobOnPool({ id, body: { serial, ...before } }, once());
    });
    const [first] = failed;
    if (first) throw first[1];
    showDone(t.historyView.undone);
  });
}

/** One after the other: afserver takes few at a time. */
async function each<J>(jobs: readonly J[], work: (job: J) => Promise<unknown>) {
  const done: J[] = [];
  const failed: [J, AfpoolsError][] = [];
  for (const job of jobs) {
    try {
      await work(job);
      done.push(job);
    } catch (cause) {
      failed.push([job, toAfpoolsError(cause)]);
    }
  }
  return { done, failed };
}

/** A job by its name, several by how many they are. */
export function namesOf(jobs: readonly Job[]): string {
  const [first] = jobs;
  return jobs.length === 1 && first ? t.quoted(first.name) : t.jobsView.several(jobs.length);
}
