import { type JobChange, type JobPlacement, jobPlacement } from "@afpools/api";
import type { AuditQuery, AuditRecord, AuditStore, AuditValue } from "@afpools/core";

/** The longest expression that a record holds whole, in characters. */
const longest = 2_000;

type Details = Readonly<Record<string, AuditValue>>;

/** What an audit record holds of what a job was on before, and of a mask by hand that is gone. */
export function detailsOfBefore(before: JobPlacement | null, droppedMask: string | null = null): Details {
  const { expression, enforcement, form, restartStrays } = before ?? { expression: null };
  return {
    before: expression?.slice(0, longest) ?? null,
    ...(enforcement && { beforeEnforcement: enforcement }),
    ...(form && { beforeForm: form }),
    ...(restartStrays && { beforeRestartsStrays: true }),
    ...(droppedMask !== null && { droppedMask: droppedMask.slice(0, 200) }),
  };
}

/** A record of the audit as a change of a job's pool. @param unfinished the serials of the jobs that are not finished */
export function jobChangeOf(
  { id, at, actor, target, details, action }: AuditRecord,
  unfinished: ReadonlySet<number>,
): JobChange {
  const { serial, job, expression } = details;
  const before = beforeOf(details);
  return {
    id,
    at,
    by: actor.user ?? "",
    job: { id: Number(target), serial: Number(serial), name: textOf(job) },
    unfinished: unfinished.has(Number(serial)),
    pool: action === "job.pool.set" ? textOf(expression) : null,
    ...(before !== undefined && { before }),
  };
}

/** Does the record say which job it was? Records of earlier versions of the command line hold what a person typed. */
export function namesJob({ details: { serial } }: AuditRecord): boolean {
  return Number.isInteger(serial);
}

/** Nothing where it was not recorded, is not whole, or cannot be restored. */
function beforeOf(details: Details): JobPlacement | null | undefined {
  const { before, beforeEnforcement, beforeForm, beforeRestartsStrays, droppedMask } = details;
  if (droppedMask !== undefined) return undefined;
  if (before === null) return null;
  if (typeof before !== "string" || before.length >= longest) return undefined;
  return jobPlacement.safeParse({
    expression: before,
    ...(beforeEnforcement !== undefined && { enforcement: beforeEnforcement }),
    ...(beforeForm !== undefined && { form: beforeForm }),
    ...(beforeRestartsStrays !== undefined && { restartStrays: beforeRestartsStrays }),
  }).data;
}

function textOf(value: AuditValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** The newest records of jobs that were put on pools and taken off them, up to `limit`. */
export async function listJobRecords(
  audit: Pick<AuditStore, "list">,
  query: Pick<AuditQuery, "limit" | "before">,
): Promise<readonly AuditRecord[]> {
  const wanted = { ...query, outcome: "ok" } as const;
  const [set, removed] = await Promise.all([
    audit.list({ ...wanted, action: "job.pool.set" }),
    audit.list({ ...wanted, action: "job.pool.remove" }),
  ]);
  const placeOf = ({ at, id }: AuditRecord) => `${at} ${id}`;
  return [...set, ...removed].sort((a, b) => (placeOf(a) < placeOf(b) ? 1 : -1)).slice(0, query.limit);
}
