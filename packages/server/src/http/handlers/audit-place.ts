import { AfpoolsError, type AuditQuery, type AuditRecord } from "@afpools/core";

/** Where the records behind these are asked for; nothing where there are none. */
export function nextOf(records: readonly AuditRecord[]): string | null {
  const last = records.at(-1);
  return last ? `${last.at}_${last.id}` : null;
}

/** The place that {@link nextOf} gave. @throws AfpoolsError `INVALID_ARGUMENT` */
export function placeOf(text: string): NonNullable<AuditQuery["before"]> {
  const { at, id } = /^(?<at>\S{24})_(?<id>[0-9a-f]{24})$/.exec(text)?.groups ?? {};
  if (at !== undefined && id !== undefined) return { at, id };
  throw new AfpoolsError("INVALID_ARGUMENT", '"before" of the query is "next" of an answer.', {
    details: { field: "before", in: "query" },
  });
}
