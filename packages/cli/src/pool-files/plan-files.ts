import {
  type Author,
  MemoryStore,
  type Pool,
  type PoolOrder,
  PoolService,
  type Pools,
  type PoolWrite,
  toAfpoolsError,
} from "@afpools/core";
import { type ImportStep, planImport } from "./plan-import.js";
import type { PoolFileEntry } from "./pool-file-entry.js";

/** What brings the database one step nearer to the files. */
export type FileStep = ImportStep | { readonly kind: "delete"; readonly pool: Pool };

/** A step and what it writes. */
export interface PlannedStep {
  readonly step: FileStep;
  readonly write: PoolWrite;
}

/**
 * What makes `pools` what the files say, the steps that would change nothing left out. Deletions come first and creations
 * last, so that names are free when they are taken.
 *
 * @param prune are pools that no file names to be deleted?
 * @throws AfpoolsError what the writes would be refused with; `INVALID_FILE` when files name a pool twice.
 */
export async function planFiles(
  entries: readonly PoolFileEntry[],
  pools: readonly Pool[],
  prune: boolean,
): Promise<PlannedStep[]> {
  const steps = planImport(entries, pools, true);
  const kept = new Set(steps.flatMap((step) => (step.kind === "update" ? [step.pool.id] : [])));
  const deletions = prune ? pools.filter(({ id }) => !kept.has(id)) : [];
  const ordered: FileStep[] = [
    ...deletions.map((pool) => ({ kind: "delete", pool }) as const),
    ...steps.filter(({ kind }) => kind === "update"),
    ...steps.filter(({ kind }) => kind === "create"),
  ];
  return (await tryInOrder(ordered, pools)).filter(({ write }) => write.change);
}

const planner: Author = { name: "plan", origin: "plan" };

/** What a step can be refused with because another one was not done yet. */
const refusedForNow: ReadonlySet<string> = new Set([
  "POOL_NOT_FOUND",
  "POOL_IN_USE",
  "POOL_CYCLE",
  "NAME_TAKEN",
]);

/**
 * Tries steps on a copy of `pools`, in an order in which each can be done: rules name pools that another step makes, renames or
 * deletes.
 *
 * @throws AfpoolsError what a step is refused with whatever comes before it
 */
export async function tryInOrder<T extends FileStep>(
  steps: readonly T[],
  pools: readonly Pool[],
): Promise<{ readonly step: T; readonly write: PoolWrite }[]> {
  const copy = new PoolService(new MemoryStore(pools));
  const done: { readonly step: T; readonly write: PoolWrite }[] = [];
  let waiting = steps;
  while (waiting.length > 0) {
    const refused: { readonly step: T; readonly error: unknown }[] = [];
    for (const step of waiting) {
      try {
        done.push({ step, write: await carryOut(step, copy, planner) });
      } catch (error) {
        if (!refusedForNow.has(toAfpoolsError(error).code)) throw error;
        refused.push({ step, error });
      }
    }
    if (refused.length === waiting.length) {
      // Together, what they are refused with is not that another one was not done yet: a cycle is told as one.
      await copy.batch(waiting.map(orderOf), planner, { dryRun: true });
      throw refused[0]?.error;
    }
    waiting = refused.map(({ step }) => step);
  }
  return done;
}

/** Does one step. Pools that changed since they were planned for are refused with `CONFLICT`. */
function carryOut(step: FileStep, pools: Pools, author: Author, dryRun = false): Promise<PoolWrite> {
  switch (step.kind) {
    case "create":
      return pools.create(step.draft, author, { dryRun });
    case "update":
      return pools.update(step.pool.id, step.edit, author, { ifRevision: step.pool.revision, dryRun });
    case "delete":
      return pools.delete(step.pool.id, author, { ifRevision: step.pool.revision, dryRun });
  }
}

/** Of a command: whose changes they are, and how it tells what is not as usual. */
interface Commander {
  readonly author: Author;
  note(text: string): void;
}

/**
 * Does several steps, all of them or none. Where they are too much for one request, or for the database, they are done one by one,
 * which is told.
 */
export async function carryOutAll(
  steps: readonly FileStep[],
  pools: Pools,
  app: Commander,
  { dryRun = false }: { readonly dryRun?: boolean } = {},
): Promise<readonly PoolWrite[]> {
  try {
    return await pools.batch(steps.map(orderOf), app.author, { dryRun });
  } catch (error) {
    const { code, message } = toAfpoolsError(error);
    if (!tooMuchAtOnce.has(code)) throw error;
    app.note(`The pools are changed one by one, not all or none: ${message}`);
  }
  const writes: PoolWrite[] = [];
  try {
    for (const step of steps) writes.push(await carryOut(step, pools, app.author, dryRun));
    return writes;
  } catch (error) {
    if (!dryRun) app.note(`${writes.length} of ${steps.length} changes were made before one was refused.`);
    throw error;
  }
}

const tooMuchAtOnce: ReadonlySet<string> = new Set([
  "NOT_SUPPORTED",
  "MESSAGE_TOO_LARGE",
  "REQUEST_TOO_COSTLY",
]);

function orderOf(step: FileStep): PoolOrder {
  if (step.kind === "create") return step;
  const { id: pool, revision: ifRevision } = step.pool;
  return step.kind === "delete"
    ? { kind: "delete", pool, ifRevision }
    : { kind: "update", pool, ifRevision, edit: step.edit };
}

/** The name of the pool that a step is about. */
export function nameOf(step: FileStep): string {
  return step.kind === "create" ? step.draft.name : step.pool.name;
}
