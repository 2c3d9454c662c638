import type { Release } from "../../releases/release.js";
import { integerOf, isObject, type Json, textOf } from "../farm/json.js";

const numericFlag = 1;

/** In bytes: the name and the id are the name of a folder, which may have 255. */
const longestJobName = 250;

/** Does afserver's process end at this request? */
export function isDeadly({ job, action }: Json, release: Release): boolean {
  if (job !== undefined)
    return hasBlockThatIsNone(job) || (!release.survivesInvalidJobs && !isJob(job, release));
  return (
    isObject(action) && Array.isArray(action.ids) && action.ids.some((id) => Number.isInteger(id) && id < 0)
  );
}

/** Whether a release makes a job of this. */
export function isJob(draft: unknown, { survivesInvalidJobs }: Release): draft is Json {
  if (!isObject(draft)) return false;
  const { blocks } = draft;
  if (Buffer.byteLength(textOf(draft, "name") ?? "") > longestJobName) return false;
  if (!textOf(draft, "user_name") || !Array.isArray(blocks) || blocks.length === 0) return false;
  return blocks.every((block) => isObject(block) && hasTasks(block, survivesInvalidJobs));
}

/** A block is a range of frames, or has tasks; where invalid jobs are survived, anything is a task. */
function hasTasks(block: Json, anything: boolean): boolean {
  if ((integerOf(block, "flags") ?? 0) & numericFlag) return true;
  const { tasks } = block;
  return Array.isArray(tasks) && tasks.length > 0 && (anything || tasks.every(isObject));
}

function hasBlockThatIsNone(job: unknown): boolean {
  return isObject(job) && Array.isArray(job.blocks) && !job.blocks.every(isObject);
}
