import { integerOf, isObject, type Json, textOf } from "../farm/json.js";

const numericFlag = 1;

/** Does afserver's process die of this request? */
export function isDeadly({ job, action }: Json): boolean {
  if (job !== undefined) return !isObject(job) || !isJob(job);
  return isObject(action) && Array.isArray(action.ids) && action.ids.includes(-1);
}

function isJob(job: Json): boolean {
  const { blocks } = job;
  return (
    Boolean(textOf(job, "user_name")) && Array.isArray(blocks) && blocks.length > 0 && blocks.every(isBlock)
  );
}

function isBlock(block: unknown): boolean {
  if (!isObject(block)) return false;
  if ((integerOf(block, "flags") ?? 0) & numericFlag) return true;
  return Array.isArray(block.tasks) && block.tasks.length > 0;
}
