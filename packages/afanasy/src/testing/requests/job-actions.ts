import type { SimulatedBlock } from "../farm/block.js";
import type { SimulatedJob } from "../farm/job.js";
import { integersOf, isObject, type Json, textOf } from "../farm/json.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";
import type { SimulatedTask, TaskStage } from "../farm/task.js";
import type { ActionAnswer } from "./action-answer.js";

/** Which tasks a way of restarting is for. */
const restarts: Readonly<Record<string, readonly TaskStage["name"][]>> = {
  restart: ["running", "done"],
  restart_running: ["running"],
  restart_done: ["done"],
  restart_errors: [],
  restart_skipped: [],
};

export function actOnJob(farm: SimulatedFarm, job: SimulatedJob, action: Json, answer: ActionAnswer): void {
  // Of every action with parameters, whatever else it is, some are the job's.
  const node = isObject(action.params) && job.readNode(action.params);
  const changed =
    "block_ids" in action ? actOnBlocks(farm, job, action, answer) : actOnWhole(farm, job, action, answer);
  if (!(node || changed) || !farm.jobs.has(job.id)) return;
  if (changed !== "unstored") job.store();
  farm.tell("jobs", "change", job.id, job.user.id);
}

/** Whether afserver tells of something, and stores it. */
type Changed = boolean | "unstored";

function actOnWhole(farm: SimulatedFarm, job: SimulatedJob, action: Json, answer: ActionAnswer): Changed {
  const { operation, params } = action;
  if (isObject(operation)) return operate(farm, job, operation, answer);
  if (!isObject(params)) return false;
  const userName = textOf(params, "user_name");
  const user = userName === undefined ? job.user : farm.user(userName);
  // Native pools that go without being named are not stored, unless something else is changed.
  if (job.work.pools.size > 0) job.keepStored();
  const { branch } = job;
  const told = job.read(params);
  if (!farm.branch(job.branch)) {
    const text = "New job branch not found: ";
    answer.refusal(`${text}'${job.branch}'`, `${text}${job.branch}`);
    job.branch = branch;
  }
  if (!user) answer.refusal(`User does not exist: '${userName}'`, `User does not exist: ${userName}`);
  else job.user = user;
  return told || userName !== undefined;
}

function operate(farm: SimulatedFarm, job: SimulatedJob, operation: Json, answer: ActionAnswer): Changed {
  const type = textOf(operation, "type") ?? "";
  if (type === "delete") {
    if (job.id === 1) answer.note("System job can't be deleted.");
    else farm.deleteJob(job);
  } else if (type === "append_blocks" && farm.release.appendsBlocks !== "no") {
    return appendBlocks(farm, job, operation, answer);
  } else if (type === "start") job.offline = false;
  else if (type === "pause") job.offline = true;
  else if (type === "stop") {
    restart(job.tasks, "restart_running", farm.now);
    job.offline = true;
  } else if (type in restarts) restart(job.tasks, type, farm.now);
  else {
    answer.refusal(`Unknown operation '${type}"`, `Unknown operation: ${type}`);
    return false;
  }
  return true;
}

function appendBlocks(
  farm: SimulatedFarm,
  job: SimulatedJob,
  operation: Json,
  answer: ActionAnswer,
): Changed {
  const blocks = Array.isArray(operation.blocks) ? operation.blocks.filter(isObject) : [];
  if (blocks.length === 0) {
    answer.error("Operation blocks array has zero size.");
    return false;
  }
  const numbers = job.appendBlocks(blocks);
  if (farm.release.appendsBlocks === "numbers") answer.object(`{"block_ids":[${numbers.join(",")}]}`);
  return "unstored";
}

function actOnBlocks(farm: SimulatedFarm, job: SimulatedJob, action: Json, answer: ActionAnswer): boolean {
  const asked = integersOf(action, "block_ids");
  if (asked.length === 0) {
    answer.note('"block_ids" array does not contain any integers or invalid "block_mask"');
    return false;
  }
  const numbers = asked.length === 1 && asked[0] === -1 ? job.blocks.keys() : asked;
  let changed = false;
  for (const number of numbers) {
    const block = job.blocks[number];
    if (!block) answer.note(`Invalid block number: ${number}`);
    else if (actOnBlock(farm, block, action, answer)) changed = true;
  }
  return changed;
}

function actOnBlock(farm: SimulatedFarm, block: SimulatedBlock, action: Json, answer: ActionAnswer): boolean {
  const { operation, params } = action;
  if (!isObject(operation)) return isObject(params) && block.read(params);
  const type = textOf(operation, "type") ?? "";
  if (!(type in restarts)) {
    // Before 3.0 nothing is said of blocks.
    if (farm.release.nativePools) answer.error(`Unknown operation: ${type}`);
    return false;
  }
  const numbers = integersOf(operation, "task_ids");
  const tasks: SimulatedTask[] = [];
  for (const number of numbers.length > 0 ? numbers : block.tasks.keys()) {
    const task = block.tasks[number];
    if (!task) {
      answer.note(`Invalid operation task numer = ${number}`);
      break;
    }
    tasks.push(task);
  }
  restart(tasks, type, farm.now);
  return true;
}

function restart(tasks: readonly SimulatedTask[], type: string, now: number): void {
  for (const task of tasks) if (restarts[type]?.includes(task.stage.name)) task.restart(now);
}
