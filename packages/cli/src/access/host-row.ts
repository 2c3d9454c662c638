import type { AfanasyHost } from "@afpools/afanasy";
import { type Farm, hostsWithPools, type Pool } from "@afpools/core";

/** A host of the farm, or one that only pools name, for people. */
export interface HostRow {
  readonly name: string;
  /** Null where the farm does not know it, as all that follows but its pools. */
  readonly online: boolean | null;
  readonly pools: readonly string[];
  /** How many tasks it renders. */
  readonly tasks: number | null;
  readonly jobs: readonly string[];
  /** What keeps it from rendering: `paused`, or nimby, for its user alone or for nobody. */
  readonly held: AfanasyHost["held"] | null;
  /** Its pool among Afanasy's own. */
  readonly nativePool: string | null;
  readonly address: string | null;
  readonly engine: string | null;
}

/** @param known what afserver tells of hosts, where one is asked */
export function hostRows(
  pools: readonly Pool[],
  farm: Farm | undefined,
  known: readonly AfanasyHost[] = [],
): HostRow[] {
  const byName = new Map(known.map((host) => [host.name, host]));
  return hostsWithPools(pools, farm).map(({ name, online, pools: names }) =>
    rowOf({ name, online, pools: names }, byName.get(name)),
  );
}

export function rowOf(
  { name, online, pools }: Pick<HostRow, "name" | "online" | "pools">,
  host?: AfanasyHost,
): HostRow {
  return {
    name,
    online,
    pools: [...pools],
    tasks: host?.tasks.length ?? null,
    jobs: [...new Set(host?.tasks.flatMap((task) => task.job_name ?? []))],
    held: host?.held ?? null,
    nativePool: host?.nativePool ?? null,
    address: host?.address ?? null,
    engine: host?.engine ?? null,
  };
}
