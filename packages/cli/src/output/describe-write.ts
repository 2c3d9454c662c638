import type { PoolWrite } from "@afpools/core";
import { visible } from "@afpools/core/internal";
import { describeChange } from "./describe-change.js";

/** What a write did to a pool, for people: the pool, the change and its id, and what there was nothing to do for. */
export function describeWrite(
  poolName: string,
  { change, already, absent }: PoolWrite,
  dryRun = false,
): string {
  const lines = [
    change
      ? `${visible(change.poolName)}: ${describeChange(change)} (${dryRun ? "dry run: not done" : `change ${change.id}`})`
      : `${visible(poolName)}: nothing to change`,
  ];
  if (already.length > 0) lines.push(`  were there already: ${already.map(visible).join(" ")}`);
  if (absent.length > 0) lines.push(`  were not there: ${absent.map(visible).join(" ")}`);
  return lines.join("\n");
}
