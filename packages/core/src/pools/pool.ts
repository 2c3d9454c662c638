/** A named member of a pool. `engine`, `ip` and `port` are the 2019 tool's and mostly empty; they are kept as found. */
export interface PoolHost {
  /** As a person typed it. Equal to another without regard to case (`hostKey`). */
  readonly name: string;
  readonly engine: string;
  readonly ip: string;
  readonly port: string;
}

/** A named group of render hosts. Pools overlap freely. */
export interface Pool {
  /** 24 hexadecimal digits, lower case; a rename keeps it. */
  readonly id: string;
  /** Unique without regard to case. */
  readonly name: string;
  readonly description: string;
  /** Named members, in the order in which they were added, each host once. */
  readonly hosts: readonly PoolHost[];
  /**
   * Host patterns (`lt-*`) and pool expressions (`os:linux & ram>=64G`): each host of the farm that matches a pattern, or that
   * an expression means, is a member too. Those with `never` before them are exceptions: their hosts are no members. A store
   * gives only rules that `parseRule` takes, and says in `diagnose` which it left out.
   */
  readonly rules: readonly string[];
  /**
   * Tasks that run on a host that leaves the pool are restarted elsewhere, for all jobs whose expression names it; of a hold, all
   * tasks of jobs on pools that run on its hosts. Absent: no, they finish there.
   */
  readonly restartStrays?: boolean;
  /** Those of the rules that do not count at the moment for which `poolAt` gave this pool. Stores know nothing of it. */
  readonly resting?: readonly string[];
  /** Counts up with each write through the pool service; 0 for a pool that only the 2019 tool has written. */
  readonly revision: number;
  /** Who wrote the pool last through the pool service; empty while nobody has. */
  readonly changedBy: string;
  /** When, as ISO 8601 in UTC; empty while nobody has. */
  readonly changedAt: string;
}

/** A new member without the 2019 tool's extra values. */
export function poolHost(name: string): PoolHost {
  return { name, engine: "", ip: "", port: "" };
}
