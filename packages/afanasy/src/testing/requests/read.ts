import { integersOf, isObject, type Json, textOf, textsOf, writeInfo, writeList } from "../farm/json.js";
import { splitTokens } from "../farm/needs.js";
import type { SimulatedFarm } from "../farm/simulated-farm.js";
import type { SimulatedUser } from "../farm/user.js";
import { isJob } from "./crash.js";
import { writePool } from "./write-pool.js";

/** Answers `get`, `job` and `monitor` requests, which the server's other threads do at once; nothing for an action. */
export function read(farm: SimulatedFarm, request: Json): string | undefined {
  const { get, job, monitor } = request;
  if (isObject(get)) return list(farm, get);
  if (job !== undefined) {
    const taken = isJob(job, farm.release) ? farm.register(job) : undefined;
    return taken
      ? `{\n"id":${taken.id},\n"serial":${taken.serial}\n}`
      : '{\n"id":0,\n"serial":0,\n"error":"Invalid job."\n}';
  }
  if (isObject(monitor)) {
    const [userName = "", hostName = "", engine = ""] = ["user_name", "host_name", "engine"].map((name) =>
      textOf(monitor, name),
    );
    return `{"monitor":${farm.addMonitor({ userName, hostName, engine }).write()}}`;
  }
  return undefined;
}

function list(farm: SimulatedFarm, get: Json): string {
  const type = textOf(get, "type") ?? "";
  const ids = integersOf(get, "ids");
  if (type === "jobs") return listJobs(farm, get, ids);
  if (type === "monitors") return listMonitors(farm, get, ids);
  if (type === "config") return writeConfig(farm);
  if (type === "renders") {
    const mode = textOf(get, "mode");
    if (ids.length === 1 && mode && !farm.renders.has(ids[0] ?? 0)) return writeInfo("error", "Invalid ID");
    return writeList(
      type,
      select(farm.renders, "name", ids, get, (render) =>
        mode === "resources" ? render.writeResources() : render.write(),
      ),
    );
  }
  if (type === "users") {
    const user = farm.users.get(ids[0] ?? 0);
    if (user && textOf(get, "mode") === "jobs_order") return writeJobsOrder(farm, user);
    return writeList(
      type,
      select(farm.users, "name", ids, get, (each) => each.write()),
    );
  }
  if (type === "pools" && farm.release.nativePools) {
    return writeList(
      type,
      select(farm.pools, "path", ids, get, (pool) => writePool(farm, pool)),
    );
  }
  if (type === "branches") {
    return writeList(
      type,
      select(farm.branches, "path", ids, get, (branch) => branch.write()),
    );
  }
  return writeInfo("error", `Invalid get type = '${type}'`);
}

function listJobs(farm: SimulatedFarm, get: Json, asked: readonly number[]): string {
  const mode = textOf(get, "mode");
  const users = textsOf(get, "users");
  if (users.length > 0) {
    const jobs = [...farm.jobs.values()].filter((job) => users.includes(job.userName));
    return writeList(
      "jobs",
      jobs.map((job) => job.write(false)),
    );
  }
  const only = asked.length === 1 ? farm.jobs.get(asked[0] ?? 0) : undefined;
  if (asked.length === 1 && !only) return writeInfo("error", "Invalid ID");
  const blocks = integersOf(get, "block_ids");
  if (only && blocks.length > 0 && blocks[0] !== -1) {
    return only.writeBlocks(blocks) ?? '{"blocks":[\n\n]}';
  }
  if (only && mode === "progress") return only.writeProgress();
  if (only && mode === "error_hosts") return only.writeErrorHosts();
  const ids = Array.isArray(get.serials) ? idsBySerials(farm, integersOf(get, "serials")) : asked;
  return writeList(
    "jobs",
    select(farm.jobs, "name", ids, get, (job) => job.write(mode === "full")),
  );
}

/** Without any, an id that there is not. */
function idsBySerials(farm: SimulatedFarm, serials: readonly number[]): number[] {
  const wanted = new Set(serials);
  const ids = [...farm.jobs.values()].filter(({ serial }) => wanted.has(serial)).map(({ id }) => id);
  return ids.length > 0 ? ids : [-1];
}

function writeJobsOrder(farm: SimulatedFarm, user: SimulatedUser): string {
  const ids = [...farm.jobs.values()].filter((job) => job.user === user).map(({ id }) => id);
  return `{"events":{"jobs_order":{"uids":[${user.id}],"jids":[[${ids.join(",")}]]}}}`;
}

function listMonitors(farm: SimulatedFarm, get: Json, ids: readonly number[]): string {
  const monitor = farm.monitors.get(ids[0] ?? 0);
  if (textOf(get, "mode") !== "events") {
    return writeList(
      "monitors",
      select(farm.monitors, "name", ids, get, (each) => each.write()),
    );
  }
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

function writeConfig({ release }: SimulatedFarm): string {
  const { version } = release;
  return `{"cgru_config":[{"cgru_config":{"":"simulated","":"twice","af_servername":"127.0.0.1"}},\n{"cgru_environment":{"version":"${version}","platform":"unix,linux","hostname":"simulated","location":""}}]}`;
}
