import { AfpoolsError } from "@afpools/core";
import type { JobDraft } from "./changes.js";

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
}

export function checkJobTexts(job: object, where: string): void {
  checkRaw(job, rawInJobs, where);
  for (const name of Object.keys((job as { pools?: object }).pools ?? {})) {
    checkRaw({ pools: name }, ["pools"], where);
  }
}

export function checkRenderTexts(render: object): void {
  checkRaw(render, ["properties_host"], "the renders");
}

export function checkDraft(job: JobDraft): void {
  if (!Array.isArray(job.blocks) || job.blocks.length === 0) {
    throw new AfpoolsError("INVALID_ARGUMENT", `The job ${JSON.stringify(job.name)} has no blocks.`);
  }
  const where = `the job ${JSON.stringify(job.name)}`;
  checkJobTexts(job, where);
  for (const [index, block] of job.blocks.entries()) checkBlockTexts(block, `block ${index} of ${where}`);
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
