import type { IdMap } from "../farm/id-map.js";
import { integersOf, isObject, type Json, textOf, writeInfo } from "../farm/json.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";
import { ActionAnswer } from "./action-answer.js";
import { actOnJob } from "./job-actions.js";
import { actOnMonitor, actOnPool, actOnUser } from "./other-actions.js";
import { actOnRender } from "./render-actions.js";

interface Target {
  readonly title: string;
  has(id: number): boolean;
  /** Ids with names. */
  names(): Iterable<readonly [number, string]>;
  act(id: number, action: Json, answer: ActionAnswer): void;
}

/** Does an action, as the server's run thread does once a cycle. Without an answer the connection is closed. */
export function act(farm: SimulatedFarm, request: Json): string | undefined {
  const { action } = request;
  if (!isObject(action)) return writeInfo("error", "Invalid action.");
  const speaks = farm.release.refusals === "each";
  const type = textOf(action, "type");
  const target = targetOf(farm, type);
  const refusal = flawOf(action);
  if (!type || (refusal && !speaks)) return writeInfo("error", "Invalid action.");
  if (refusal) return writeInfo("error", refusal);
  if (!target) return writeInfo("error", `Action has unknown type: '${type}'`);
  const answer = new ActionAnswer(farm.release);
  const ids = idsOf(action, target, answer);
  if (ids.length === 0 && !speaks) return writeInfo("error", "Action node(s) not found.");
  if (!isObject(action.operation) && !isObject(action.params)) {
    answer.note('Action should have an "operation" or(and) "params" object.');
    return answer.write();
  }
  for (const id of ids) target.act(id, action, answer);
  return answer.write();
}

function flawOf(action: Json): string | undefined {
  if (integersOf(action, "ids").length === 0 && !textOf(action, "mask")) {
    return "JSON action should have nodes ids or mask to operate with.";
  }
  if (!textOf(action, "user_name")) return 'Action should have a not empty "user_name" string.';
  if (!textOf(action, "host_name")) return 'Action should have a not empty "host_name" string.';
  return undefined;
}

function idsOf(action: Json, target: Target, answer: ActionAnswer): number[] {
  const ids = integersOf(action, "ids");
  if (ids.length > 0) {
    return ids.filter((id) => {
      if (target.has(id)) return true;
      answer.note(`Action node ID not found: ${id}.`);
      return false;
    });
  }
  const mask = textOf(action, "mask") ?? "";
  try {
    const expression = new RegExp(`^(?:${mask})$`);
    const found = Array.from(target.names()).flatMap(([id, name]) => (expression.test(name) ? [id] : []));
    if (found.length === 0) answer.note(`${target.title}: No node matches '${mask}' found.`);
    return found;
  } catch {
    answer.note(`AfContainer::action: Name pattern '${mask}' is invalid: `);
    return [];
  }
}

function targetOf(farm: SimulatedFarm, type: string | undefined): Target | undefined {
  if (type === "jobs") {
    return target("Jobs", farm.jobs, "name", (job, action, answer) => actOnJob(farm, job, action, answer));
  }
  if (type === "renders") {
    return target("Renders", farm.renders, "name", (render, action, answer) =>
      actOnRender(farm, render, action, answer),
    );
  }
  if (type === "pools" && farm.release.nativePools) {
    return target("Pools", farm.pools, "path", (pool, action, answer) =>
      actOnPool(farm, pool, action, answer),
    );
  }
  if (type === "users")
    return target("Users", farm.users, "name", (user, action) => actOnUser(farm, user, action));
  if (type === "monitors") {
    return target("Monitors", farm.monitors, "name", (monitor, action, answer) =>
      actOnMonitor(farm, monitor, action, answer),
    );
  }
  return undefined;
}

function target<N extends string, T extends Readonly<Record<N, string>>>(
  title: string,
  entries: IdMap<T>,
  name: N,
  action: (entry: T, action: Json, answer: ActionAnswer) => void,
): Target {
  return {
    title,
    has: (id) => entries.has(id),
    names: () => Array.from(entries, ([id, entry]) => [id, entry[name]] as const),
    act: (id, request, answer) => {
      const entry = entries.get(id);
      if (entry) action(entry, request, answer);
    },
  };
}
