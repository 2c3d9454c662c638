import { integerOf, isObject, type Json, textOf } from "../farm/json.js";
import type { SimulatedMonitor } from "../farm/monitor.js";
import type { SimulatedPool } from "../farm/native-pool.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";
import type { SimulatedUser } from "../farm/user.js";
import type { ActionAnswer } from "./action-answer.js";

const classes = new Set(["jobs", "renders", "pools", "users", "branches", "monitors", "tasks", "listen"]);

export function actOnUser(farm: SimulatedFarm, user: SimulatedUser, action: Json): void {
  if (isObject(action.params) && user.work.read(action.params)) farm.tell("users", "change", user.id);
}

export function actOnPool(
  farm: SimulatedFarm,
  pool: SimulatedPool,
  action: Json,
  answer: ActionAnswer,
): void {
  const { operation, params } = action;
  if (isObject(params)) {
    pool.ownProperties = textOf(params, "properties_host") ?? pool.ownProperties;
    farm.tell("pools", "change", pool.id);
  }
  if (!isObject(operation)) return;
  const type = textOf(operation, "type") ?? "";
  if (type === "add_pool") addPool(farm, pool, textOf(operation, "name") ?? "", answer);
  else if (type === "delete") deletePool(farm, pool, answer);
  else answer.error(`Unknown operation: ${type}`);
}

function addPool(farm: SimulatedFarm, parent: SimulatedPool, name: string, answer: ActionAnswer): void {
  // What is not between "0" and "z" in ASCII becomes "_".
  const path = `${parent.path === "/" ? "" : parent.path}/${name.replace(/[^0-z]/g, "_")}`;
  if (farm.pool(path)) answer.error(`Pool '${path}' already exists.`);
  else {
    farm.addPool(path, parent);
    answer.log(`Pool '${path}' added to pool '${parent.path}'`);
  }
}

function deletePool(farm: SimulatedFarm, pool: SimulatedPool, answer: ActionAnswer): void {
  const children = [...farm.pools.values()].some(({ parent }) => parent === pool);
  const renders = farm.rendersOf(pool).length > 0;
  if (children || renders) answer.error(`Pool '${pool.path}' has child ${children ? "pools" : "renders"}.`);
  else if (pool.parent) farm.deletePool(pool);
  else answer.error("Root pool can't be deleted.");
}

export function actOnMonitor(
  farm: SimulatedFarm,
  monitor: SimulatedMonitor,
  action: Json,
  answer: ActionAnswer,
): void {
  const { operation } = action;
  if (!isObject(operation)) return;
  const type = textOf(operation, "type") ?? "";
  if (type === "deregister") {
    farm.monitors.delete(monitor.id);
    // A web browser that is closed cannot wait for one.
    answer.silence();
    return;
  }
  const watched = textOf(operation, "class") ?? "";
  const unknownOperation = (text: string) => {
    if (farm.release.subscriptionAnswer !== "processed") answer.error(text);
  };
  if (type !== "watch") unknownOperation(`Unknown operation '${type}'.`);
  else if (watched === "perm") {
    const uid = integerOf(operation, "uid") ?? -1;
    if (uid >= 0) monitor.uid = uid;
    answer.subscription("Permissions set.");
  } else if (!classes.has(watched) || (watched === "pools" && !farm.release.nativePools)) {
    unknownOperation(`Unknown operation '${type}' class '${watched}'.`);
  } else {
    const subscribe = textOf(operation, "status") === "subscribe";
    if (subscribe) monitor.classes.add(watched);
    else monitor.classes.delete(watched);
    answer.subscription(`${subscribe ? "Subscribed on " : "Unsubscribed from "}'${watched}'`);
  }
}
