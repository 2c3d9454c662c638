import { integerOf, isObject, type Json, textOf } from "../farm/json.js";
import type { SimulatedRender } from "../farm/render.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";
import type { ActionAnswer } from "./action-answer.js";

/** Both parameters and operation are done. */
export function actOnRender(
  farm: SimulatedFarm,
  render: SimulatedRender,
  action: Json,
  answer: ActionAnswer,
): void {
  const { operation, params } = action;
  if (isObject(params) && change(render, params)) farm.tell("renders", "change", render.id);
  if (isObject(operation)) operate(farm, render, operation, answer);
}

function change(render: SimulatedRender, params: Json): boolean {
  const before = Object.keys(params).length;
  render.readTexts(params);
  render.priority = integerOf(params, "priority") ?? render.priority;
  render.capacity = integerOf(params, "capacity_host") ?? render.capacity;
  render.maxTasks = integerOf(params, "max_tasks_host") ?? render.maxTasks;
  if (typeof params.paused === "boolean") render.paused = params.paused;
  if (typeof params.NIMBY === "boolean") render.nimby = params.NIMBY;
  render.hidden = params.hidden === true;
  return before > 0;
}

function operate(farm: SimulatedFarm, render: SimulatedRender, operation: Json, answer: ActionAnswer): void {
  const type = textOf(operation, "type") ?? "";
  if (type === "eject_tasks") {
    for (const task of render.tasks) task.restart(farm.now);
  } else if (type === "delete") {
    if (render.online) answer.error("Can`t delete online render.");
    else farm.deleteRender(render);
  } else if (type === "exit") {
    if (render.online) farm.stopRender(render.name);
  } else if (type === "set_pool") {
    movePool(farm, render, textOf(operation, "name") ?? "", answer);
  } else {
    answer.error(`Unknown operation: ${type}`);
  }
}

function movePool(farm: SimulatedFarm, render: SimulatedRender, path: string, answer: ActionAnswer): void {
  const pool = farm.pool(path);
  if (render.tasks.size > 0) answer.error(`Can't change pool. Render '${render.name}' is busy.`);
  else if (render.pool.path === path) answer.error(`Render '${render.name}' already in a poll '${path}'.`);
  else if (!pool) answer.error(`Pool '${path}' does not exist.`);
  else {
    farm.tell("pools", "change", render.pool.id);
    farm.tell("pools", "change", pool.id);
    farm.tell("renders", "change", render.id);
    render.pool = pool;
  }
}
