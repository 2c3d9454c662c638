import type { Afserver } from "../client/afserver.js";
import type { Branch } from "../model/branch.js";
import type { HostResources } from "../model/host-resources.js";
import type { Job } from "../model/job.js";
import type { User } from "../model/user.js";
import type { RequestOptions } from "../wire/transport.js";
import type { AdmissionBasis } from "./admission.js";

/** A job, and what decides about it beside the hosts. */
export interface JobSide extends Omit<AdmissionBasis, "release"> {
  readonly job: Job;
  /** What hosts measured last, by their renders' ids; absent where nothing asks for it. */
  readonly resources?: ReadonlyMap<number, HostResources>;
}

/** What is known of an afserver already, and need not be read again. */
export interface KnownOfAfserver {
  readonly users?: readonly User[];
  readonly jobs?: readonly Job[];
}

/** What settings and machines decide about jobs. */
export type SettingsSide = Pick<JobSide, "branches" | "users" | "resources">;

/** Reads what decides about a job, and no more than this job asks for. Rejects as all requests do. */
export async function readJobSide(
  afserver: Afserver,
  job: Job,
  known: KnownOfAfserver = {},
  options?: RequestOptions,
): Promise<JobSide> {
  const failed = job.blocks.some(({ p_error_hosts = 0 }) => p_error_hosts > 0);
  const [settings, progress, errors, detailed] = await Promise.all([
    readSettingsSide(afserver, [job], known, options),
    failed || job.maintenance ? afserver.jobProgress(job, options) : undefined,
    failed ? afserver.jobErrors(job, options) : undefined,
    // The names of its tasks say for which hosts they are.
    job.maintenance ? withTasks(afserver, job, options) : job,
  ]);
  const isCounted = settings.branches?.some(({ max_running_tasks_per_host: most = -1 }) => most > 0);
  const jobs = isCounted ? (known.jobs ?? (await afserver.jobs({}, options))) : undefined;
  return {
    job: detailed,
    ...settings,
    ...(progress && { progress }),
    ...(errors && { errors }),
    ...(jobs && { branchOfJob: branchesOf(jobs) }),
  };
}

/** Reads branches and users, and what hosts measured where any of these jobs asks for it. Rejects as all requests do. */
export async function readSettingsSide(
  afserver: Afserver,
  jobs: readonly Job[],
  known: Pick<KnownOfAfserver, "users"> = {},
  options?: RequestOptions,
): Promise<SettingsSide> {
  const [branches, users] = await Promise.all([
    afserver.branches({}, options),
    known.users ?? afserver.users({}, options),
  ]);
  const isMeasured = [branches, users, jobs, jobs.flatMap(({ blocks }) => blocks)].some((nodes) =>
    nodes.some(needsMeasures),
  );
  if (!isMeasured) return { branches, users };
  const measured = await afserver.renderResources({}, options);
  const resources = new Map(
    measured.flatMap(({ id, host_resources }) => (host_resources ? [[id, host_resources] as const] : [])),
  );
  return { branches, users, resources };
}

function branchesOf(jobs: readonly Job[]): ReadonlyMap<number, string> {
  return new Map(jobs.map(({ id, branch = "/" }) => [id, branch] as const));
}

type Needs = Partial<
  Pick<
    Job["blocks"][number],
    | "need_memory"
    | "need_hdd"
    | "need_gpu_mem_mb"
    | "need_cpu_cores"
    | "need_cpu_freq_mgz"
    | "need_cpu_freq_cores"
  >
>;

function needsMeasures(node: Needs | Branch | User): boolean {
  const {
    need_memory,
    need_hdd,
    need_gpu_mem_mb,
    need_cpu_cores,
    need_cpu_freq_mgz,
    need_cpu_freq_cores,
  }: Needs = node;
  return [
    need_memory,
    need_hdd,
    need_gpu_mem_mb,
    need_cpu_cores,
    need_cpu_freq_mgz,
    need_cpu_freq_cores,
  ].some((need = 0) => need > 0);
}

async function withTasks(afserver: Afserver, job: Job, options?: RequestOptions): Promise<Job> {
  const [full] = await afserver.jobs({ ids: [job.id], full: true }, options);
  return full?.serial === job.serial ? full : job;
}
