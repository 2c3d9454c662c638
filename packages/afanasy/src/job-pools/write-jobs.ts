import { isDeepStrictEqual } from "node:util";
import { AfpoolsError } from "@afpools/core";
import type { Afserver } from "../client/afserver.js";
import type { BlockChange, JobChange } from "../client/changes.js";
import type { Job, JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";

/** What one action changes on a job: the job itself, or some of its blocks. */
export interface JobWrite {
  readonly job?: JobChange;
  readonly blocks?: readonly { readonly number: number; readonly change: BlockChange }[];
}

/** A job that came to the id of one that was being written, and got what was meant for that one. */
export interface Stranger {
  readonly job: Job;
  /** Has it again what it had before? Not where that was not seen. */
  readonly isRestored: boolean;
}

export interface WrittenJobs {
  /** Those that are still there, as they are now. */
  readonly jobs: readonly Job[];
  readonly gone: readonly JobRef[];
  readonly strangers: readonly Stranger[];
}

/** How many jobs are looked at together. */
const lookedAtOnce = 1_000;
/** How many actions are sent after one look: each takes a connection of its own. */
const sentAtOnce = 250;
/**
 * A look right before a write and one right after it show together what a stranger had: two cycles of afserver come between
 * that job's getting the id and our action on it, one that deletes the job which had the id, and one that does the action.
 * Cycles are a second apart.
 */
const certainMs = 900;

/**
 * Changes jobs that are known by their serials. afserver knows jobs by ids, gives an id again when its job was deleted, and
 * has no conditional writes. So each job is looked at right before the write, and again right after it was sent; a job
 * that was given the id in between gets back what it had.
 *
 * @param decide what to change on a job as it is right before; nothing: it stays as it is
 * @returns after afserver has done it. Rejects as all requests do; then it is not known what was done.
 */
export async function writeJobs(
  afserver: Afserver,
  refs: readonly JobRef[],
  decide: (job: Job) => JobWrite | undefined,
  options?: RequestOptions,
): Promise<WrittenJobs> {
  const serials = new Map(refs.map(({ id, serial }) => [id, serial]));
  const isMeant = (job: Job) => serials.get(job.id) === job.serial;
  const sent: SentAction[] = [];
  const strangers = new Map<number, Job>();
  try {
    let waiting = [...serials.keys()];
    let count = lookedAtOnce;
    while (waiting.length > 0) {
      const started = performance.now();
      const jobs = (await afserver.jobs({ ids: waiting.slice(0, count) }, options)).filter(isMeant);
      waiting = waiting.slice(count);
      const actions = actionsFor(jobs, decide);
      if (actions.length === 0) continue;
      const first = await send(afserver, actions.slice(0, sentAtOnce), options);
      sent.push(...first);
      const seen = await afserver.jobs({ ids: idsOf(first) }, options);
      const isCertain =
        performance.now() - started < certainMs && first.every(({ isAnswered }) => !isAnswered);
      if (isCertain) for (const job of seen) if (!isMeant(job)) strangers.set(job.serial, job);
      // What was too much for now is looked at again right before it is sent.
      waiting = [...idsOf(actions.slice(sentAtOnce)), ...waiting];
      if (actions.length > sentAtOnce) count = sentAtOnce;
    }
  } finally {
    await Promise.allSettled(sent.map(({ done }) => done));
  }
  const now: Job[] = [];
  const ids = [...serials.keys()];
  for (let start = 0; start < ids.length; start += lookedAtOnce) {
    now.push(...(await afserver.jobs({ ids: ids.slice(start, start + lookedAtOnce) }, options)));
  }
  const jobs = now.filter(isMeant);
  await assertDone(sent, jobs);
  const there = new Set(jobs.map(({ serial }) => serial));
  return {
    jobs,
    gone: refs.filter(({ serial }) => !there.has(serial)),
    strangers: await giveBack(
      afserver,
      now.filter((job) => !isMeant(job)),
      { sent, before: strangers },
      options,
    ),
  };
}

/** An action on jobs, or on a block of each of them. */
interface Action {
  readonly jobs: readonly Job[];
  readonly block?: number;
  readonly change: JobChange & BlockChange;
}

interface SentAction extends Action {
  readonly done: Promise<unknown>;
  isAnswered: boolean;
}

/** What `decide` says for these jobs, with one action for all that get the same. */
function actionsFor(jobs: readonly Job[], decide: (job: Job) => JobWrite | undefined): readonly Action[] {
  const groups = new Map<string, Action & { readonly jobs: Job[] }>();
  const add = (job: Job, change: JobChange & BlockChange, block?: number) => {
    if (Object.keys(change).length === 0) return;
    // afserver takes what is changed out of hiding, unless it is told to hide it again.
    const whole = { ...change, ...(job.hidden && { hidden: true }) };
    const key = JSON.stringify([block, whole]);
    const group = groups.get(key);
    if (group) group.jobs.push(job);
    else groups.set(key, { jobs: [job], change: whole, ...(block !== undefined && { block }) });
  };
  for (const job of jobs) {
    const write = decide(job);
    if (write?.job) add(job, write.job);
    for (const { number, change } of write?.blocks ?? []) add(job, change, number);
  }
  return [...groups.values()];
}

/** Resolves when all are on their way. */
function send(
  afserver: Afserver,
  actions: readonly Action[],
  options: RequestOptions | undefined,
): Promise<SentAction[]> {
  return Promise.all(
    actions.map(
      (action) =>
        new Promise<SentAction>((resolve) => {
          const { jobs, block, change } = action;
          const how = { ...options, onSent: () => resolve(sent) };
          const done =
            block === undefined
              ? afserver.changeJobs(jobs, change, how)
              : afserver.changeBlocks(jobs, [block], change, how);
          const sent: SentAction = { ...action, done, isAnswered: false };
          const onAnswer = () => {
            sent.isAnswered = true;
            resolve(sent);
          };
          done.then(onAnswer, onAnswer);
        }),
    ),
  );
}

/** Rejects with why an action was not done, unless afserver refused it because its jobs are gone. */
async function assertDone(sent: readonly SentAction[], jobs: readonly Job[]): Promise<void> {
  const there = new Set(jobs.map(({ serial }) => serial));
  for (const { done, jobs: targets } of sent) {
    await done.catch((error: unknown) => {
      const isRefused = error instanceof AfpoolsError && error.code === "AFSERVER_REFUSED";
      if (!isRefused || targets.some(({ serial }) => there.has(serial))) throw error;
    });
  }
}

/** Puts right what actions did to jobs that came to the ids of those that they were meant for. */
async function giveBack(
  afserver: Afserver,
  strangers: readonly Job[],
  { sent, before }: { readonly sent: readonly SentAction[]; readonly before: ReadonlyMap<number, Job> },
  options: RequestOptions | undefined,
): Promise<readonly Stranger[]> {
  const found: Stranger[] = [];
  for (const job of strangers) {
    const actions = sent.filter(({ jobs }) => jobs.some(({ id }) => id === job.id));
    if (!actions.some((action) => hasAll(job, action))) continue;
    const had = before.get(job.serial);
    if (had) await writeJobs(afserver, [job], (now) => restoring(now, had, actions), options);
    found.push({ job, isRestored: had !== undefined });
  }
  return found;
}

/** What gives a job back that it `had`, where it still has what the actions wrote. */
function restoring(now: Job, had: Job, actions: readonly Action[]): JobWrite {
  const blocks: { number: number; change: BlockChange }[] = [];
  let job: JobChange = {};
  for (const action of actions.filter((one) => hasAll(now, one))) {
    const { block, change } = action;
    if (block === undefined) job = { ...job, ...valuesOf(had, change) };
    else blocks.push({ number: block, change: valuesOf(had.blocks[block] ?? {}, change) });
  }
  return { job: { ...job, ...(had.hidden && { hidden: true }) }, blocks };
}

/** Has a job all that an action writes? What a plain listing does not tell is taken for written. */
function hasAll(job: Job, { block, change }: Action): boolean {
  const of: object = block === undefined ? job : (job.blocks[block] ?? {});
  return Object.entries(change).every(
    ([name, value]) =>
      name === "custom_data" || name === "hidden" || isDeepStrictEqual(listedValue(of, name), value),
  );
}

function valuesOf(of: object, change: object): object {
  const names = Object.keys(change).filter((name) => name !== "custom_data" && name !== "hidden");
  return Object.fromEntries(names.map((name) => [name, listedValue(of, name)]));
}

/** A member as afserver lists it, or what it means that it does not. */
function listedValue(of: object, name: string): unknown {
  const value: unknown = Reflect.get(of, name);
  return value ?? (name === "pools" ? {} : "");
}

function idsOf(actions: readonly Action[]): number[] {
  return [...new Set(actions.flatMap(({ jobs }) => jobs.map(({ id }) => id)))];
}
