/** Who does what only one of several processes may do, as the database has it. */
export interface Lease {
  /** What it is for. */
  readonly name: string;
  /** The process that has it, by a name of its own choice; empty when it was given back. */
  readonly holder: string;
  /** Counts up with each claim; 0 while nobody ever had it. */
  readonly beat: number;
}

/** Leases of processes that share a database, so that one of them does what only one may do. */
export interface LeaseStore {
  /** The lease of this name as it is now; one of nobody, at beat 0, while nobody ever had it. */
  read(name: string): Promise<Lease>;

  /**
   * Makes `lease` the one of its name, if the one in the database is at the beat before. False, and nothing is changed,
   * when it is not: another process was faster. What a lease is for, `LeaseKeeper` says.
   */
  claim(lease: Lease): Promise<boolean>;
}
