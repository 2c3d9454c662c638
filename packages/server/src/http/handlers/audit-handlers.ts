import { AfpoolsError, type AuditQuery } from "@afpools/core";
import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { readMoment } from "../read-moment.js";

const defaultLimit = 100;

export function auditHandlers({ audit }: ApiParts): Handlers<"listAudit"> {
  return {
    listAudit: async ({ query: { limit = defaultLimit, before, ...query } }) => {
      const wanted = { ...momentsOf(query), ...(before !== undefined && { before: placeOf(before) }) };
      const found = await audit.list({ ...wanted, limit: limit + 1 });
      const records = found.slice(0, limit);
      const last = records.at(-1);
      return { records, next: last && found.length > limit ? `${last.at}_${last.id}` : null };
    },
  };
}

/** Moments are compared as texts, so they must be written as records have them. */
function momentsOf<T extends { readonly since?: string; readonly until?: string }>(query: T): T {
  const { since, until } = query;
  return {
    ...query,
    ...(since !== undefined && { since: readMoment(since, "since") }),
    ...(until !== undefined && { until: readMoment(until, "until") }),
  };
}

function placeOf(text: string): NonNullable<AuditQuery["before"]> {
  const { at, id } = /^(?<at>\S{24})_(?<id>[0-9a-f]{24})$/.exec(text)?.groups ?? {};
  if (at !== undefined && id !== undefined) return { at, id };
  throw new AfpoolsError("INVALID_ARGUMENT", '"before" of the query is "next" of an answer.', {
    details: { field: "before", in: "query" },
  });
}
