import type { AccountStore } from "../accounts/account-store.js";
import type { AnswerStore } from "../answers/answer-store.js";
import type { AuditStore } from "../audit/audit-store.js";
import type { FactStore } from "../facts/said-facts.js";
import type { LeaseStore } from "../lease/lease.js";
import type { PoolChange } from "../pools/pool-change.js";
import type { UsageStore } from "../usage/usage-store.js";
import type { ContentsStore } from "./store-contents.js";

/**
 * What a store can keep besides pools. Each part can be left out; its comment says what the server cannot do then. All of them are
 * closed with the store.
 */
export interface StoreParts {
  /**
   * Carries out several changes, each of another pool, in this order and as `PoolStore.write` does, all of them or none, and records
   * them one behind the other. Others see the pools as they were before or as they are afterwards. Without it changes of several pools
   * are refused.
   *
   * @throws AfpoolsError as `PoolStore.write`, for the first change that cannot be carried out; `REQUEST_TOO_COSTLY` when they are too
   * large for the store to keep together
   */
  writeBatch(changes: readonly PoolChange[]): Promise<void>;

  /** Users, and what they sign in with. Without it nobody can sign in, and the API only reads. */
  readonly accounts: AccountStore;

  /** Who did what. Without it the audit is only in the file that `audit.file` names. */
  readonly audit: AuditStore;

  /** Answers to requests that may be sent again. Without it they are forgotten when the server stops. */
  readonly answers: AnswerStore;

  /** What hosts said of themselves. Without it nothing is known of a host that is offline since before the server started. */
  readonly facts: FactStore;

  /** How hosts were used over time. Without it no use is recorded. */
  readonly usage: UsageStore;

  /** Which process does what only one may do. Without it one server alone may use the database. */
  readonly leases: LeaseStore;

  /** All that is in the database. Without it there are no backups. */
  readonly contents: ContentsStore;

  /**
   * What is odd in the database and what it means; it repairs nothing. Empty when all is well. Without it `doctor` looks at the pools
   * alone.
   */
  diagnose(): Promise<readonly StoreFinding[]>;
}

export type StorePart = keyof StoreParts;

/** {@link StoreParts}, of which a store has those that it wants. */
export type OptionalParts = { readonly [P in StorePart]?: StoreParts[P] | undefined };

export interface StoreFinding {
  readonly severity: "note" | "warning" | "error";
  /** Where: a pool's name, a collection, a file. */
  readonly subject: string;
  /** What is odd, what it does, and what to do. */
  readonly message: string;
}

// Complete by its type: a part that is missing here does not compile.
const allParts: Readonly<Record<StorePart, true>> = {
  writeBatch: true,
  accounts: true,
  audit: true,
  answers: true,
  facts: true,
  usage: true,
  leases: true,
  contents: true,
  diagnose: true,
};

/** The names of all parts. */
export const storeParts = Object.keys(allParts) as readonly StorePart[];

/** The parts that `store` does not have. */
export function missingParts(store: OptionalParts): readonly StorePart[] {
  return storeParts.filter((part) => store[part] === undefined);
}
