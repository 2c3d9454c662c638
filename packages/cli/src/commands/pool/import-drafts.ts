import type { Access } from "../../access/access.js";
import type { App, GlobalArguments } from "../../app.js";
import { planImport } from "../../pool-files/plan-import.js";
import type { PoolFileEntry } from "../../pool-files/pool-file-entry.js";
import { finishWrites, type NamedWrite } from "./finish-writes.js";

export interface ImportArguments extends GlobalArguments {
  readonly replace: boolean;
  readonly dryRun: boolean;
}

/** Makes or completes these pools, and tells what was done. */
export async function importDrafts(
  args: ImportArguments,
  app: App,
  { pools, jobs }: Pick<Access, "pools" | "jobs">,
  drafts: readonly PoolFileEntry[],
): Promise<void> {
  const { dryRun } = args;
  const writes: NamedWrite[] = [];
  for (const step of planImport(drafts, await pools.list(), args.replace)) {
    const write =
      step.kind === "create"
        ? await pools.create(step.draft, app.author, { dryRun })
        : await pools.update(step.pool.id, step.edit, app.author, { ifRevision: step.pool.revision, dryRun });
    const pool = step.kind === "create" ? step.draft.name : step.pool.name;
    writes.push({ pool, write, isImport: true });
  }
  await finishWrites(args, app, jobs, writes);
}
