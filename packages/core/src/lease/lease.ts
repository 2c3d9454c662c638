/** Who does what only one of several processes may do, as the database has it. */
export interface Lease {
  /** What it is for. */
  readonly name: string;
  /** The process that has it, by a name of its own choice; empty when it was given back. */
  readonly holder: string;
  /** Counts up with each claim; 0 while nobody ever had it. */
  readonly beat: number;
}
