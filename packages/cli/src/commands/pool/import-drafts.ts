import type { Access } from "../../access/access.js";
import type { App, GlobalArguments } from "../../app.js";
import { carryOut, nameOf, tryInOrder } from "../../pool-files/plan-files.js";
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
  const writes: NamedWrite[] = [];
  const now = await pools.list();
  for (const { step, write: tried } of await tryInOrder(planImport(drafts, now, args.replace), now)) {
    const write = args.dryRun ? tried : await carryOut(step, pools, app.author);
    writes.push({ pool: nameOf(step), write, isImport: true });
  }
  await finishWrites(args, app, jobs, writes);
}
