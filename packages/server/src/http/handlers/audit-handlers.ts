import type { ApiParts } from "../api-parts.js";
import type { Handlers } from "../handler.js";
import { readMoment } from "../read-moment.js";
import { nextOf, placeOf } from "./audit-place.js";

const defaultLimit = 100;

export function auditHandlers({ audit }: ApiParts): Handlers<"listAudit"> {
  return {
    listAudit: async ({ query: { limit = defaultLimit, before, ...query } }) => {
      const wanted = { ...momentsOf(query), ...(before !== undefined && { before: placeOf(before) }) };
      const found = await audit.list({ ...wanted, limit: limit + 1 });
      const records = found.slice(0, limit);
      return { records, next: found.length > limit ? nextOf(records) : null };
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
