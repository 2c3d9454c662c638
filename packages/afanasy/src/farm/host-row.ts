import type { Farm, FarmHost, HostFacts, Pool } from "@afpools/core";
import { finish, hostsWithPoolsInSteps, type Steps } from "@afpools/core/internal";
import type { AfanasyHost } from "./afanasy-host.js";

/** A host of the farm, or one that only pools name, for people: plain values. */
export interface HostRow {
  readonly name: string;
  /** Null where the farm does not know it, as all that follows but its pools. */
  readonly online: boolean | null;
  readonly pools: readonly string[];
  /** How many tasks it renders. */
  readonly tasks: number | null;
  /** The different names of the jobs that it renders. */
  readonly jobs: readonly string[];
  /** What keeps it from rendering: `paused`, or nimby, for its user alone or for nobody. */
  readonly held: NonNullable<AfanasyHost["held"]> | null;
  /** Its pool among Afanasy's own. */
  readonly nativePool: string | null;
  readonly address: string | null;
  readonly engine: string | null;
  /** What else is known of it. */
  readonly facts: HostFacts;
}

/** What is known of a host itself, whatever pools it is in. */
export type RenderRow = Omit<HostRow, "pools" | "online"> & { readonly online: boolean };

/** @param known what afserver tells of hosts, where one is asked; by default what the farm says of them */
export function hostRows(
  pools: readonly Pool[],
  farm: Farm | undefined,
  known: readonly (FarmHost | AfanasyHost)[] = farm?.hosts ?? [],
): HostRow[] {
  return finish(hostRowsInSteps(pools, farm, known));
}

/** {@link hostRows} in steps. */
export function* hostRowsInSteps(
  pools: readonly Pool[],
  farm: Farm | undefined,
  known: readonly (FarmHost | AfanasyHost)[] = farm?.hosts ?? [],
): Steps<HostRow[]> {
  const byName = new Map(known.map((host) => [host.name, host]));
  const hosts = yield* hostsWithPoolsInSteps(pools, farm);
  yield;
  return hosts.map(({ name, online, pools: names }) =>
    hostRow({ name, online, pools: names }, byName.get(name)),
  );
}

/** @param known what its afserver, or a farm's file, tells of it */
export function hostRow(
  { name, online, pools }: Pick<HostRow, "name" | "online" | "pools">,
  known?: FarmHost | AfanasyHost,
): HostRow {
  return { name, online, pools: [...pools], ...workOf(known) };
}

export function renderRow(host: FarmHost | AfanasyHost): RenderRow {
  return { name: host.name, online: host.online, ...workOf(host) };
}

function workOf(known: FarmHost | AfanasyHost | undefined): Omit<HostRow, "name" | "online" | "pools"> {
  const host = known && "tasks" in known ? known : undefined;
  return {
    tasks: host?.tasks.length ?? null,
    jobs: [...new Set(host?.tasks.flatMap((task) => task.job_name ?? []))],
    held: host?.held ?? null,
    nativePool: known?.nativePool ?? null,
    address: known?.address ?? null,
    engine: known?.engine ?? null,
    facts: known?.facts ?? {},
  };
}
