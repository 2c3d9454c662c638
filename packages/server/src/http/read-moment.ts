import { AfpoolsError } from "@afpools/core";

/**
 * A moment of a query, in UTC with milliseconds.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function readMoment(text: string, field: string): string {
  const time = new Date(text);
  if (!Number.isNaN(time.getTime())) return time.toISOString();
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `"${field}" of the query is not a time: it is written as in ISO 8601, such as 2026-01-31T12:00:00Z.`,
    { details: { field, in: "query" } },
  );
}
