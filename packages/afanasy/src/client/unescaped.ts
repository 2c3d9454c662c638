import { AfpoolsError } from "@afpools/core";
import type { BlockDraft, JobDraft } from "./changes.js";

const rawInBlocks = [
  "name",
  "service",
  "hosts_mask",
  "hosts_mask_exclude",
  "need_properties",
  "depend_mask",
  "tasks_depend_mask",
];
const rawInJobs = ["user_name", "host_name", "branch"];

/**
 * Refuses texts that afserver would write into its JSON without escaping them: its listings would break for everybody, and
 * it would lose the job when it starts the next time.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`.
 */
export function checkBlockTexts(block: object, where: string): void {
  checkRaw(block, rawInBlocks, where);
  checkControls(block, ["custom_data"], where);
}

export function checkJobTexts(job: object, where: string): void {
  checkRaw(job, rawInJobs, where);
  checkControls(job, ["annotation", "custom_data", "description"], where);
  for (const name of Object.keys((job as { pools?: object }).pools ?? {})) {
    checkRaw({ pools: name }, ["pools"], where);
  }
}

export function checkRenderTexts(render: object): void {
  checkRaw(render, ["properties_host"], "the renders");
}

/**
 * Refuses a job that afserver would not survive: its process ends at one without a user or blocks, and at a block without
 * tasks.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`.
 */
export function checkDraft(job: JobDraft & { readonly user_name: string }): void {
  const where = `the job ${JSON.stringify(job.name)}`;
  if (typeof job.user_name !== "string" || job.user_name === "") throw deadly(`${where} has no user_name`);
  if (!Array.isArray(job.blocks) || job.blocks.length === 0) throw deadly(`${where} has no blocks`);
  checkJobTexts(job, where);
  for (const [index, block] of job.blocks.entries()) {
    if (typeof block !== "object" || block === null) throw deadly(`block ${index} of ${where} is no object`);
    if (!hasTasks(block)) throw deadly(`block ${index} of ${where} has neither tasks nor frames`);
    checkBlockTexts(block, `block ${index} of ${where}`);
  }
}

/** A block is a list of tasks, or, with the first of its flags, a range of frames. */
function hasTasks({ flags, tasks, frame_first = 0, frame_last = 0 }: BlockDraft): boolean {
  if (typeof flags === "number" && flags & 1) return Number(frame_last) >= Number(frame_first);
  return Array.isArray(tasks) && tasks.length > 0;
}

function deadly(what: string): AfpoolsError {
  const text = what.charAt(0).toUpperCase() + what.slice(1);
  return new AfpoolsError("INVALID_ARGUMENT", `${text}: afserver would not survive it.`);
}

/** afserver escapes line ends and tabs in these; other control characters it does not. */
function checkControls(entry: object, names: readonly string[], where: string): void {
  for (const name of names) {
    const value: unknown = Reflect.get(entry, name);
    if (typeof value !== "string" || !/[^\P{Cc}\n\r\t]/u.test(value)) continue;
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `${name} of ${where} has a control character other than line ends and tabs, which afserver does not escape: its listings would break, and the job be lost at its next start.`,
      { details: { member: name, value } },
    );
  }
}

function checkRaw(entry: object, names: readonly string[], where: string): void {
  for (const name of names) {
    const value: unknown = Reflect.get(entry, name);
    if (typeof value !== "string" || !/["\\\p{Cc}]/u.test(value)) continue;
    throw new AfpoolsError(
      "INVALID_ARGUMENT",
      `${name} of ${where} has a quote, a backslash or a control character, which afserver does not escape there: its listings would break, and the job be lost at its next start. In a regular expression write [.] for \\. instead.`,
      { details: { member: name, value } },
    );
  }
}
