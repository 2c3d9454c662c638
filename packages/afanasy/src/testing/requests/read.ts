import { integersOf, isObject, type Json, textOf, textsOf, writeInfo, writeList } from "../farm/json.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";
import { splitTokens } from "../farm/tokens.js";
import { writePool } from "./write-pool.js";

/** Answers `get`, `job` and `monitor` requests, which the server's other threads do at once; nothing for an action. */
export function read(farm: SimulatedFarm, request: Json): string | undefined {
  const { get, job, monitor } = request;
  if (isObject(get)) return list(farm, get);
  if (isObject(job)) {
    const taken = farm.register(job);
    return taken
      ? `{\n"id":${taken.id},\n"serial":${taken.serial}\n}`
      : '{\n"id":0,\n"serial":0,\n"error":"Invalid job."\n}';
  }
  if (isObject(monitor)) {
    const userName = textOf(monitor, "user_name") ?? "";
    return farm.addMonitor(`${userName}@${textOf(monitor, "host_name") ?? ""}`, userName).write();
  }
  return undefined;
}

function list(farm: SimulatedFarm, get: Json): string {
  const type = textOf(get, "type") ?? "";
  const ids = integersOf(get, "ids");
  if (type === "jobs") return listJobs(farm, get, ids);
  if (type === "monitors") return readMonitor(farm, ids);
  if (type === "config") return writeConfig(farm);
  if (type === "renders") {
    if (ids.length === 1 && textOf(get, "mode") === "full" && !farm.renders.has(ids[0] ?? 0)) {
      return writeInfo("error", "Invalid ID");
    }
    return writeList(
      type,
      select(farm.renders, "name", ids, get, (render) => render.write()),
    );
  }
  if (type === "users")
    return writeList(
      type,
      select(farm.users, "name", ids, get, (user) => user.write()),
    );
  if (type === "pools") {
    return writeList(
      type,
      select(farm.pools, "path", ids, get, (pool) => writePool(farm, pool)),
    );
  }
  return writeInfo("error", `Invalid get type = '${type}'`);
}

function listJobs(farm: SimulatedFarm, get: Json, ids: readonly number[]): string {
  const mode = textOf(get, "mode");
  const users = textsOf(get, "users");
  if (users.length > 0) {
    const jobs = [...farm.jobs.values()].filter((job) => users.includes(job.userName));
    return writeList(
      "jobs",
      jobs.map((job) => job.write(false)),
    );
  }
  const only = ids.length === 1 ? farm.jobs.get(ids[0] ?? 0) : undefined;
  if (ids.length === 1 && !only) return writeInfo("error", "Invalid ID");
  if (only && mode === "progress") return only.writeProgress();
  return writeList(
    "jobs",
    select(farm.jobs, "name", ids, get, (job) => job.write(mode === "full")),
  );
}

function readMonitor(farm: SimulatedFarm, ids: readonly number[]): string {
  const monitor = farm.monitors.get(ids[0] ?? 0);
  if (!monitor) return '{"monitor":{"id":0}}';
  monitor.polledAt = farm.now;
  return monitor.drain();
}

/** By ids, or by the beginnings of names, or all. */
function select<N extends string, T extends Readonly<Record<N, string>>>(
  entries: ReadonlyMap<number, T>,
  name: N,
  ids: readonly number[],
  get: Json,
  write: (entry: T) => string,
): string[] {
  if (ids.length > 0) return ids.flatMap((id) => entries.get(id) ?? []).map(write);
  const beginnings = splitTokens(textOf(get, "mask") ?? "");
  return [...entries.values()]
    .filter((entry) => beginnings.length === 0 || beginnings.some((token) => entry[name].startsWith(token)))
    .map(write);
}

function writeConfig({ version }: SimulatedFarm): string {
  return `{"cgru_config":[{"cgru_config":{"":"simulated","":"twice","af_servername":"127.0.0.1"}},\n{"cgru_environment":{"version":"${version}","platform":"unix,linux","hostname":"simulated","location":""}}]}`;
}
