import type { ChangeMessage, SnapshotMessage } from "../resources/event.js";
import type { Render } from "../resources/host.js";
import type { Job } from "../resources/job.js";
import type { Pool } from "../resources/pool.js";
import type { Status } from "../resources/status.js";

/** What a server has told by its events, put together. Immutable: what did not change is the same (`===`) afterwards. */
export interface ServerState {
  readonly instance: string;
  readonly seq: number;
  readonly status: Status;
  /** By their ids. */
  readonly pools: ReadonlyMap<string, Pool>;
  /** The hosts that the farm knows, by their names. */
  readonly hosts: ReadonlyMap<string, Render>;
  /** The unfinished jobs that are on pools, by their serials. */
  readonly jobs: ReadonlyMap<number, Job>;
}

/** The state of a snapshot. */
export function stateOf({ instance, seq, status, pools, hosts, jobs }: SnapshotMessage): ServerState {
  return {
    instance,
    seq,
    status,
    pools: new Map(pools.map((pool) => [pool.id, pool])),
    hosts: new Map(hosts.map((host) => [host.name, host])),
    jobs: new Map(jobs.map((job) => [job.serial, job])),
  };
}

/** The state after a change. */
export function stateAfter(state: ServerState, change: ChangeMessage): ServerState {
  return {
    instance: change.instance,
    seq: change.seq,
    status: change.status ?? state.status,
    pools: mapAfter(state.pools, change.pools, (pool) => pool.id),
    hosts: mapAfter(state.hosts, change.hosts, (host) => host.name),
    jobs: mapAfter(state.jobs, change.jobs, (job) => job.serial),
  };
}

function mapAfter<K, T>(
  map: ReadonlyMap<K, T>,
  difference: { readonly changed: readonly T[]; readonly gone: readonly K[] } | undefined,
  keyOf: (item: T) => K,
): ReadonlyMap<K, T> {
  if (!difference) return map;
  const after = new Map(map);
  for (const key of difference.gone) after.delete(key);
  for (const item of difference.changed) after.set(keyOf(item), item);
  return after;
}
