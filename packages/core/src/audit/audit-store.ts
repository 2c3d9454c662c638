import type { AuditAction, AuditOutcome, AuditRecord } from "./audit-record.js";

/** The audit in the pool database. Records are added, and deleted when they are old; nothing changes one. */
export interface AuditStore {
  /** Adds those whose ids are not there yet. Where it rejects, it may have added some: adding them again adds the others. */
  append(records: readonly AuditRecord[]): Promise<void>;

  /** The newest first: by `at`, then by `id`. */
  list(query: AuditQuery): Promise<readonly AuditRecord[]>;

  /** Deletes the records of before this moment. Gives how many. */
  deleteBefore(at: string): Promise<number>;
}

/** Which records: those of which all that is given here is true. */
export interface AuditQuery {
  /** The most records to give, 1–10,000. */
  readonly limit: number;
  /** Only those that are listed behind this one. */
  readonly before?: Pick<AuditRecord, "at" | "id">;
  /** By the user of this name, without regard to case. */
  readonly user?: string;
  readonly action?: AuditAction;
  readonly outcome?: AuditOutcome;
  /** At this moment or later, and before that one. */
  readonly since?: string;
  readonly until?: string;
}
