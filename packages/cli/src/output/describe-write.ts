import type { PoolWrite } from "@afpools/core";
import { describeChange } from "./describe-change.js";

/** What a write did to a pool, for people: the pool, the change and its id, and what there was nothing to do for. */
export function describeWrite(
  poolName: string,
  { change, already, absent }: PoolWrite,
  dryRun = false,
): string {
  const lines = [
    change
      ? `${change.poolName}: ${describeChange(change)} (${dryRun ? "dry run: not done" : `change ${change.id}`})`
      : `${poolName}: nothing to change`,
  ];
  if (already.length > 0) lines.push(`  were there already: ${already.join(" ")}`);
  if (absent.length > 0) lines.push(`  were not there: ${absent.join(" ")}`);
  return lines.join("\n");
}
