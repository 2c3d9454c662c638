import { AfpoolsError } from "@afpools/core";
import type { Release } from "../releases/release.js";
import type { BlockDraft, JobDraft } from "./changes.js";
import { checkTexts } from "./check-texts.js";

/** How deep a job's JSON may nest. afserver reads it recursively: some 100,000 levels end its process. */
const maxDepth = 64;

/**
 * How long a job's name may be, in bytes. afserver keeps the job in a folder that is named by its id and its name, of 255 bytes
 * at most, and makes a name that is taken longer.
 */
const maxNameBytes = 240;

/**
 * Refuses a job that afserver would not survive, or of which a text would break its listings.
 *
 * afserver 3.4.1 ends at a job without a user or blocks, or with a name that is too long, at a block without tasks and at a task that is no object; earlier
 * ones refuse such jobs, or end at a block that is no object.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`.
 */
export function checkDraft(job: JobDraft & { readonly user_name: string }, release: Release): void {
  const where = `the job ${JSON.stringify(job.name)}`;
  if (typeof job.user_name !== "string" || job.user_name === "") throw deadly(`${where} has no user_name`);
  if (!Array.isArray(job.blocks) || job.blocks.length === 0) throw deadly(`${where} has no blocks`);
  const nameBytes = Buffer.byteLength(job.name);
  if (nameBytes > maxNameBytes) {
    throw deadly(`${where} has a name of ${nameBytes} bytes, of ${maxNameBytes} at most`);
  }
  if (isDeeper(job, maxDepth)) throw deadly(`${where} is nested more than ${maxDepth} levels deep`);
  checkTexts("job", job, release, where);
  for (const [index, block] of job.blocks.entries()) checkBlock(block, `block ${index} of ${where}`, release);
}

function checkBlock(block: BlockDraft, where: string, release: Release): void {
  if (!isObject(block)) throw deadly(`${where} is no object`);
  checkTexts("block", block, release, where);
  const { flags, tasks, frame_first = 0, frame_last = 0 } = block;
  // A block is a list of tasks, or, with the first of its flags, a range of frames.
  if (typeof flags === "number" && flags & 1) {
    if (Number(frame_last) < Number(frame_first)) throw withoutTasks(where);
    return;
  }
  if (!Array.isArray(tasks) || tasks.length === 0) throw withoutTasks(where);
  for (const [index, task] of tasks.entries()) {
    if (!isObject(task)) throw deadly(`task ${index} of ${where} is no object`);
    checkTexts("task", task, release, `task ${index} of ${where}`);
  }
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Are there more levels of objects and arrays than these? */
function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((inner) => isDeeper(inner, levels - 1));
}

function withoutTasks(where: string): AfpoolsError {
  return deadly(`${where} has neither tasks nor frames`);
}

function deadly(what: string): AfpoolsError {
  const text = what.charAt(0).toUpperCase() + what.slice(1);
  return new AfpoolsError("INVALID_ARGUMENT", `${text}: afserver would crash or refuse it.`);
}
