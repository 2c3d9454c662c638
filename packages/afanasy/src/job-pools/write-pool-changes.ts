import type { Afserver } from "../client/afserver.js";
import type { BlockChange, JobChange } from "../client/changes.js";
import type { JobRef } from "../model/job.js";
import type { RequestOptions } from "../wire/transport.js";
import type { PoolFieldsChange } from "./pool-fields.js";

/** A job and what is to be changed on it. */
export interface JobPoolChange {
  readonly job: JobRef;
  readonly change: PoolFieldsChange;
}

interface Group<Change> {
  readonly block?: number;
  readonly change: Change;
  readonly jobs: JobRef[];
}

/**
 * Makes changes of jobs' pools in afserver, equal ones of many jobs in one action. Tags leave before masks, so that a mask
 * which has come is always known as its pool's, whoever dies on the way; all are done in afserver's next second, or in
 * several where there are more actions than connections.
 *
 * Rejects as all requests do; then it is not known what was done.
 */
export async function writePoolChanges(
  afserver: Afserver,
  changes: readonly JobPoolChange[],
  options: RequestOptions = {},
): Promise<void> {
  const answers: Promise<unknown>[] = [];
  try {
    await Promise.all(
      groupsOfBlocks(changes).map(({ block = 0, change, jobs }) =>
        leaving((onSent) => {
          const answer = afserver.changeBlocks(jobs, [block], change, { ...options, onSent });
          answers.push(answer);
          return answer;
        }),
      ),
    );
    for (const { change, jobs } of groupsOfJobs(changes))
      answers.push(afserver.changeJobs(jobs, change, options));
  } finally {
    await Promise.allSettled(answers);
  }
  await Promise.all(answers);
}

/** Resolves when the request has left; rejects when it failed before. */
function leaving(request: (onSent: () => void) => Promise<unknown>): Promise<void> {
  return new Promise((resolve, reject) => {
    request(resolve).then(() => resolve(), reject);
  });
}

function groupsOfBlocks(changes: readonly JobPoolChange[]): Group<BlockChange>[] {
  const groups = new Map<string, Group<BlockChange>>();
  for (const { job, change } of changes) {
    for (const { number, change: ofBlock } of change.blocks) {
      join(groups, `${number} ${JSON.stringify(ofBlock)}`, { block: number, change: ofBlock, jobs: [job] });
    }
  }
  return [...groups.values()];
}

function groupsOfJobs(changes: readonly JobPoolChange[]): Group<JobChange>[] {
  const groups = new Map<string, Group<JobChange>>();
  for (const { job, change } of changes) {
    if (Object.keys(change.job).length > 0)
      join(groups, JSON.stringify(change.job), { change: change.job, jobs: [job] });
  }
  return [...groups.values()];
}

function join<Change>(groups: Map<string, Group<Change>>, key: string, group: Group<Change>): void {
  const known = groups.get(key);
  if (known) known.jobs.push(...group.jobs);
  else groups.set(key, group);
}
