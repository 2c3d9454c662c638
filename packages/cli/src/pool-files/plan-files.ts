import { type Author, MemoryStore, type Pool, PoolService, type Pools, type PoolWrite } from "@afpools/core";
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
  // Tried on a copy, so that each step meets what those before it left.
  const copy = new PoolService(new MemoryStore(pools));
  const planned: PlannedStep[] = [];
  for (const step of ordered) {
    const write = await carryOut(step, copy, { name: "plan", origin: "plan" });
    if (write.change) planned.push({ step, write });
  }
  return planned;
}

/** Does one step. Pools that changed since they were planned for are refused with `CONFLICT`. */
export function carryOut(step: FileStep, pools: Pools, author: Author): Promise<PoolWrite> {
  switch (step.kind) {
    case "create":
      return pools.create(step.draft, author);
    case "update":
      return pools.update(step.pool.id, step.edit, author, { ifRevision: step.pool.revision });
    case "delete":
      return pools.delete(step.pool.id, author, { ifRevision: step.pool.revision });
  }
}

/** The name of the pool that a step is about. */
export function nameOf(step: FileStep): string {
  return step.kind === "create" ? step.draft.name : step.pool.name;
}
