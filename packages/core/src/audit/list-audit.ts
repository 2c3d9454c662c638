import { userKey } from "../accounts/user.js";
import type { AuditRecord } from "./audit-record.js";
import type { AuditQuery } from "./audit-store.js";

/** For stores that have no query language: the records of `all` that a query asks for, in its order. */
export function listAudit(all: readonly AuditRecord[], query: AuditQuery): readonly AuditRecord[] {
  const { before, limit } = query;
  return [...all]
    .sort((a, b) => (isBehind(a, b) ? 1 : -1))
    .filter((record) => matches(record, query) && (!before || isBehind(record, before)))
    .slice(0, limit);
}

type Place = Pick<AuditRecord, "at" | "id">;

/** Is `a` listed behind `b`, since it is older? */
function isBehind(a: Place, b: Place): boolean {
  return a.at < b.at || (a.at === b.at && a.id < b.id);
}

function matches({ at, action, outcome, actor }: AuditRecord, query: AuditQuery): boolean {
  const { user, since, until } = query;
  return (
    (user === undefined || (actor.user !== null && userKey(actor.user) === userKey(user))) &&
    (query.action === undefined || action === query.action) &&
    (query.outcome === undefined || outcome === query.outcome) &&
    (since === undefined || at >= since) &&
    (until === undefined || at < until)
  );
}
