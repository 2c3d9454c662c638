import type { Release } from "../releases/release.js";
import { type TextOwner, textFields, writingOf } from "../releases/text-fields.js";

/** The kinds of listings whose entries can be mended. */
export type ListingType = "jobs" | "renders" | "users" | "pools" | "branches";

/**
 * How a member is written.
 *
 * - `plain`: as JSON: numbers, flags, escaped texts, and lists and objects of these;
 * - `raw`: a text without escapes;
 * - `names`: an object whose names have no escapes;
 * - an object: a list of such objects.
 */
export type MemberForm = "plain" | "raw" | "names" | ObjectGrammar;

/** An object as afserver writes it: its members, each there or not, in this order. */
export interface ObjectGrammar {
  /** Each member on a line of its own, or all on one. */
  readonly layout: "lines" | "inline";
  /** By name: its form and its place in the order. */
  readonly members: ReadonlyMap<string, { readonly form: MemberForm; readonly place: number }>;
}

const nodeMembers = "name id priority locked hidden annotation custom_data m_srv_info running_services";
const workNeeds = "need_os need_properties need_power need_memory need_hdd";
const workMembers = `max_tasks_per_second max_running_tasks max_running_tasks_per_host hosts_mask hosts_mask_exclude ${workNeeds} pools solve_method solve_need hosts_mask_type running_tasks_num running_capacity_total`;

/** The members of all releases, in the order that all releases keep. */
const order = {
  job: `${nodeMembers} ${workMembers} serial user_name host_name st state ppa maintenance ignorenimby ignorepaused command_pre command_post description thumb_path report project department branch user_list_order time_creation time_wait time_started time_done time_life tasks_ready tasks_error try_this_tasks_num try_this_blocks_num folders depend_mask depend_mask_global blocks`,
  block:
    "tasks command tasks_name parser working_directory files cmd_pre cmd_post multihost_service custom_data environment name service capacity flags tasks_num frame_first frame_last frames_per_task frames_inc sequential depend_sub_task capacity_coeff_min capacity_coeff_max multihost_min multihost_max multihost_max_wait multihost_service_wait file_size_min file_size_max time_started time_done max_running_tasks max_running_tasks_per_host need_memory need_power need_hdd need_cpu_freq_mgz need_cpu_cores need_cpu_freq_cores need_gpu_mem_mb errors_retries errors_avoid_host errors_task_same_host errors_forgive_time task_progress_change_timeout task_max_run_time task_min_run_time depend_mask tasks_depend_mask hosts_mask hosts_mask_exclude need_properties tickets block_num st state job_id running_tasks_counter running_capacity_total p_percentage p_error_hosts p_avoid_hosts p_tasks_ready p_tasks_done p_tasks_error p_tasks_skipped p_tasks_warning p_tasks_waitrec p_tasks_waitdep p_tasks_suspended p_tasks_run_time p_tasks_run_time_min p_tasks_run_time_max p_tasks_run_time_sum srv_info p_progressbar",
  task: "name command files",
  render: `tasks_percents ${nodeMembers} user_name time_register time_launch time_update os address netifs engine pool st state capacity_used task_start_finish_time capacity max_tasks wol_operation_time idle_time busy_time tasks host services services_disabled tickets_pool tickets_host capacity_host max_tasks_host power_host properties_host`,
  running:
    "name service capacity time_start user_name block_name job_name job_id block_num task_num tickets number capacity_coeff",
  user: `${nodeMembers} ${workMembers} paused time_register time_activity errors_retries errors_avoid_host errors_task_same_host errors_forgive_time jobs_life_time host_name jobs_num running_jobs_num`,
  pool: `${nodeMembers} pattern parent time_creation pools_num pools_total renders_num renders_total renders_busy renders_ready renders_online renders_offline renders_nimby renders_paused renders_sick st state run_tasks run_capacity task_start_finish_time heartbeat_sec resources_update_period zombie_time exit_no_task_time no_task_event_time overload_event_time new_nimby new_paused sick_errors_count idle_wolsleep_time idle_free_time busy_nimby_time idle_cpu busy_cpu idle_mem busy_mem idle_swp busy_swp idle_hddgb busy_hddgb idle_hddio busy_hddio idle_netmbs busy_netmbs services services_disabled tickets_pool tickets_host capacity_host max_tasks_host power_host properties_host`,
  branch: `${nodeMembers} ${workMembers} create_childs solve_jobs paused time_creation time_empty parent branches_num branches_total jobs_num jobs_total jobs_running jobs_done jobs_ready jobs_error tasks_ready tasks_error active_jobs active_users`,
  active: "id name user_name state running_tasks_num running_capacity_total",
} as const;

/** What afserver writes without escapes, beside what requests can set. */
const rawMembers: Readonly<Record<keyof typeof order, readonly string[]>> = {
  job: [],
  block: ["srv_info"],
  task: [],
  render: ["user_name", "os", "engine", "pool", "properties_host"],
  running: ["name", "service", "user_name", "block_name", "job_name"],
  user: ["host_name"],
  pool: ["parent", "properties_host"],
  branch: ["parent"],
  active: ["name", "user_name"],
};

/** Objects of names that people chose. */
const byName: ReadonlySet<string> = new Set([
  "running_services",
  "pools",
  "tickets",
  "folders",
  "environment",
]);

/** The grammar of an entry in a listing of an afserver of this release. */
export function entryGrammar(type: ListingType, release: Release): ObjectGrammar {
  switch (type) {
    case "jobs": {
      const task = grammar("task", release, { layout: "inline" });
      const block = grammar("block", release, { lists: { tasks: task } });
      return grammar("job", release, { lists: { blocks: block } });
    }
    case "renders":
      return grammar("render", release, {
        lists: { tasks: grammar("running", release, { layout: "inline" }) },
      });
    case "branches": {
      const active = grammar("active", release);
      return grammar("branch", release, { lists: { active_jobs: active, active_users: active } });
    }
    case "users":
      return grammar("user", release);
    case "pools":
      return grammar("pool", release);
  }
}

interface Parts {
  readonly layout?: ObjectGrammar["layout"];
  readonly lists?: Readonly<Record<string, ObjectGrammar>>;
}

function grammar(what: keyof typeof order, release: Release, { layout = "lines", lists = {} }: Parts = {}) {
  const names = orderOf(what, release).split(" ");
  const members = names.map(
    (name, place) => [name, { form: lists[name] ?? formOf(what, name, release), place }] as const,
  );
  return { layout, members: new Map(members) };
}

function orderOf(what: keyof typeof order, { nativePools }: Release): string {
  // Before native pools, needs were of jobs only, and written last.
  return what === "job" && !nativePools
    ? order.job.replace(` ${workNeeds}`, "").replace(/blocks$/, "need_os need_properties blocks")
    : order[what];
}

function formOf(what: keyof typeof order, name: string, release: Release): MemberForm {
  if (byName.has(name)) return "names";
  if (rawMembers[what].includes(name)) return "raw";
  const field = isOwner(what) ? textFields[what][name] : undefined;
  return field && writingOf(field, release) === "raw" ? "raw" : "plain";
}

function isOwner(what: keyof typeof order): what is keyof typeof order & TextOwner {
  return Object.hasOwn(textFields, what);
}
