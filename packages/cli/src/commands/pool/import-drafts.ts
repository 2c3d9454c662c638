import type { Access } from "../../access/access.js";
import type { App, GlobalArguments } from "../../app.js";
import { carryOutAll, tryInOrder } from "../../pool-files/plan-files.js";
import { planImport } from "../../pool-files/plan-import.js";
import type { PoolFileEntry } from "../../pool-files/pool-file-entry.js";
import { finishWrites, namedWrites } from "./finish-writes.js";

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
  const now = await pools.list();
  const tried = await tryInOrder(planImport(drafts, now, args.replace), now);
  const steps = tried.map(({ step }) => step);
  const writes = args.dryRun ? tried.map(({ write }) => write) : await carryOutAll(steps, pools, app);
  await finishWrites(args, app, jobs, namedWrites(steps, writes));
}
