import {
  type AccountStore,
  AfpoolsError,
  type AuditStore,
  MemoryStore,
  missingParts,
  type PoolStore,
  type StorePart,
  type StoreParts,
} from "@afpools/core";
import type { Log } from "../log/log.js";

/** The parts of a store that the server works with, whether the store has them or not. */
type NeededParts = Pick<StoreParts, "accounts" | "audit" | "answers" | "leases">;

/** What a server does not do whose store lacks a part. */
const effects: Readonly<Record<StorePart, string>> = {
  writeBatch: "several pools cannot be changed as one",
  accounts: "nobody can sign in, and the API only reads",
  audit: "the audit is only in the file that audit.file names",
  answers: "a request that is sent again after a restart is carried out again",
  facts: "nothing is known of hosts that are offline since before the start",
  usage: "no use is recorded",
  leases: "this must be the only server on the database, and webhooks start anew with it",
  contents: "there are no backups",
  diagnose: "doctor looks at the pools alone",
};

/** The parts of `store`, and for those that it lacks what does as much as can be done without. The log says what is lacking. */
export function neededParts(store: PoolStore, log: Log): NeededParts {
  for (const part of missingParts(store)) log.warn({ part, effect: effects[part] }, "the store lacks a part");
  const { location } = store;
  const memory = new MemoryStore();
  return {
    accounts: store.accounts ?? noAccounts(location),
    audit: store.audit ?? noAudit(location),
    answers: store.answers ?? memory.answers,
    leases: store.leases ?? memory.leases,
  };
}

/** There are no users, and so no credentials. */
function noAccounts(location: string): AccountStore {
  const refused = () => Promise.reject(lacks(location, "users"));
  return {
    listUsers: refused,
    findUsers: async (names) => (names.length === 0 ? [] : refused()),
    writeUser: refused,
    deleteUser: refused,
    listCredentials: async () => [],
    findCredentials: async () => [],
    writeCredential: refused,
    deleteCredential: refused,
    findPlace: async () => undefined,
    notePlace: refused,
    deletePlacesBefore: async () => undefined,
  };
}

function noAudit(location: string): AuditStore {
  return {
    append: async () => undefined,
    list: () => Promise.reject(lacks(location, "audit")),
    deleteBefore: async () => 0,
  };
}

function lacks(location: string, what: string): AfpoolsError {
  return new AfpoolsError(
    "NOT_SUPPORTED",
    `The pool database ${location} keeps no ${what}. Use one that does, such as SQLite or MongoDB.`,
    { details: { location } },
  );
}
