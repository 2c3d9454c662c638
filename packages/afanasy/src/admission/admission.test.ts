import { unlimitedBudget } from "@afpools/core/internal";
import { describe, expect, it } from "vitest";
import type { Branch } from "../model/branch.js";
import type { BlockErrors } from "../model/error-hosts.js";
import type { HostResources } from "../model/host-resources.js";
import type { Block, Job } from "../model/job.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render, RenderTask } from "../model/render.js";
import type { TaskProgress } from "../model/task-progress.js";
import type { User } from "../model/user.js";
import { releaseOf } from "../releases/release.js";
import { admissionOf } from "./admission.js";
import type { CheckedPart, CheckName, Judgement } from "./answer.js";
import { checkedHostOf } from "./checked-host.js";

/** What differs from a farm on which the job may run: members of its job, block, render, and so on. */
interface Case {
  readonly job?: Partial<Job>;
  readonly block?: Partial<Block>;
  readonly blocks?: readonly Partial<Block>[];
  readonly render?: Partial<Render>;
  readonly resources?: HostResources | null;
  /** Of the root, and of `/fx`, which is below it. */
  readonly root?: Partial<NativePool>;
  readonly pool?: Partial<NativePool>;
  readonly rootBranch?: Partial<Branch>;
  readonly branch?: Partial<Branch> | null;
  readonly user?: Partial<User>;
  readonly progress?: readonly string[];
  readonly errors?: BlockErrors;
  readonly release?: string;
}

const ready = new Set(["RDY"]);
const task: RenderTask = { job_id: 7, block_num: 0, task_num: 0, user_name: "carl" };

function judged(given: Case) {
  const { block, blocks = [{ ...block }], progress, release: version = "3.4.1" } = given;
  const release = releaseOf(version);
  const job: Job = {
    id: 7,
    serial: 7,
    name: "shot",
    user_name: "carl",
    branch: "/film",
    state: ready,
    ...(release.maskDialect === "3.4" && { hosts_mask_type: "regex" }),
    blocks: blocks.map((each, index) => ({
      name: index === 0 ? "render" : `block ${index}`,
      block_num: index,
      state: ready,
      service: "blender",
      capacity: 1000,
      tasks_num: 4,
      ...each,
    })),
    ...given.job,
  };
  const render: Render = {
    name: "pc-1",
    id: 3,
    state: new Set(["ONL"]),
    user_name: "farm",
    priority: 99,
    os: "unix linux 64",
    capacity_used: 0,
    ...(release.hostFacts === "render"
      ? { pool: "/fx" }
      : { host: { capacity: 1100, max_tasks: 4, power: 10, os: "unix linux 64", properties: "[gpu]" } }),
    ...given.render,
  };
  const nativePools: NativePool[] = [
    { name: "/", id: 1, parent: "", capacity_host: 1100, max_tasks_host: 4, priority: 99, ...given.root },
    { name: "/fx", id: 2, parent: "/", priority: 99, ...given.pool },
  ];
  const measured: HostResources = {
    cpu_num: 8,
    cpu_mhz: 3000,
    mem_total_mb: 32_768,
    mem_free_mb: 16_384,
    hdd_total_gb: 500,
    hdd_free_gb: 216,
    ...(release.gpuResources && { gpu_mem_total_mb: 8000, gpu_mem_used_mb: 6000 }),
    ...given.resources,
  };
  const branches: Branch[] = [
    { name: "/", id: 1, priority: 99, solve_jobs: true, ...given.rootBranch },
    ...(given.branch === null
      ? []
      : [{ name: "/film", id: 2, priority: 99, solve_jobs: true, ...given.branch }]),
  ];
  const users: User[] = [{ name: "carl", id: 4, priority: 99, ...given.user }];
  const budget = unlimitedBudget();
  const basis = {
    release,
    branches,
    users,
    branchOfJob: new Map([
      [7, "/film"],
      [8, "/film/a"],
      [9, "/other"],
    ]),
    progress: progress && [progress.map((state): TaskProgress => ({ state: new Set([state]) }))],
    errors: given.errors && [given.errors],
  };
  const resources = given.resources === null ? undefined : new Map([[3, measured]]);
  const host = checkedHostOf({ nativePools, release, resources })(render);
  const steps = admissionOf(job, basis, budget);
  let count = 0;
  let step = steps.next();
  for (; !step.done; step = steps.next()) count += 1;
  const admission = step.value;
  const settings = admission.judgeSettings(host, budget);
  return { ...admission.judge(host, budget), settings, steps: count };
}

type Row = readonly [
  given: Case,
  answer: Judgement["answer"],
  check: CheckName,
  of: CheckedPart,
  text: string | RegExp,
];

const on = (...tasks: Partial<RenderTask>[]) => ({ tasks: tasks.map((each) => ({ ...task, ...each })) });
const state = (...tokens: string[]) => ({ state: new Set(tokens) });
const old = { release: "3.3.1" };

/** The rows of afserver's checks, in its order. */
const rows: Row[] = [
  // The render.
  [{ render: { pool: "" } }, "never", "native-pool", "render", "It is in none of Afanasy's own pools."],
  [{ render: state("ONL", "SIC") }, "not-now", "sick", "render", /^It is sick after errors/],
  [{ render: state("OFF") }, "not-now", "offline", "render", "It is offline."],
  [{ render: { priority: 0 } }, "never", "priority", "render", "Its priority is 0."],
  [{ root: { capacity_host: 0 } }, "never", "capacity", "render", "Its capacity is 0."],
  [
    { render: { capacity_used: 1100 } },
    "not-now",
    "capacity",
    "render",
    "It is full: 1100 of its capacity of 1100 is used.",
  ],
  [{ render: { max_tasks_host: 0 } }, "never", "slots", "render", "It may run no tasks."],
  [
    { render: { max_tasks_host: 2, ...on({ job_id: 9 }, { job_id: 9 }) } },
    "not-now",
    "slots",
    "render",
    "It runs 2 of at most 2 tasks.",
  ],
  [{ pool: { priority: 0 } }, "never", "priority", "native-pool", "Afanasy's own pool /fx has priority 0."],
  [{ root: state("PAU") }, "not-now", "paused", "native-pool", "Afanasy's own pool / is paused."],
  [{ render: state("ONL", "WFL") }, "not-now", "asleep", "render", "It is going to sleep."],
  [{ render: state("ONL", "WSL") }, "not-now", "asleep", "render", /^It is asleep/],
  // Branches.
  [
    { rootBranch: { max_tasks_per_second: 0 } },
    "never",
    "start-rate",
    "branch",
    "The root branch may start 0 tasks a second.",
  ],
  [{ branch: { priority: 0 } }, "never", "priority", "branch", "The branch /film has priority 0."],
  [
    { branch: { max_running_tasks: 0 } },
    "never",
    "running-tasks",
    "branch",
    "The branch /film may run at most 0 tasks.",
  ],
  [
    { branch: { max_running_tasks: 2, running_tasks_num: 2 } },
    "not-now",
    "running-tasks",
    "branch",
    "The branch /film runs 2 of at most 2 tasks.",
  ],
  [{ branch: { paused: true } }, "not-now", "paused", "branch", "The branch /film is paused."],
  [
    { branch: { max_running_tasks_per_host: 2 }, render: on({ job_id: 8 }, {}) },
    "not-now",
    "running-tasks-on-host",
    "branch",
    "The branch /film runs 2 of at most 2 tasks on this host.",
  ],
  [
    { branch: { hosts_mask: "ws" } },
    "never",
    "hosts-mask",
    "branch",
    'The hosts mask of the branch /film, "ws", does not match its name.',
  ],
  [
    { branch: { hosts_mask_exclude: "pc" } },
    "never",
    "hosts-mask-exclude",
    "branch",
    'The hosts exclude mask of the branch /film, "pc", matches its name.',
  ],
  [{ branch: null }, "unknown", "unread", "branch", "What the branch /film allows is not known."],
  // The user.
  [
    { branch: { solve_jobs: false }, user: { paused: true } },
    "not-now",
    "paused",
    "user",
    "The user carl is paused.",
  ],
  [
    { branch: { solve_jobs: false }, user: { max_running_tasks: 3, running_tasks_num: 3 } },
    "not-now",
    "running-tasks",
    "user",
    "The user carl runs 3 of at most 3 tasks.",
  ],
  [
    { branch: { solve_jobs: false }, user: { max_running_tasks_per_host: 1 }, render: on({ job_id: 9 }) },
    "not-now",
    "running-tasks-on-host",
    "user",
    "The user carl runs 1 of at most 1 tasks on this host.",
  ],
  [
    { branch: { solve_jobs: false }, user: { hosts_mask_exclude: "pc-1" } },
    "never",
    "hosts-mask-exclude",
    "user",
    'The hosts exclude mask of the user carl, "pc-1", matches its name.',
  ],
  // The job.
  [{ job: { priority: 0 } }, "never", "priority", "job", "The job has priority 0."],
  [
    { job: { max_running_tasks: 2, running_tasks_num: 2 } },
    "not-now",
    "running-tasks",
    "job",
    "The job runs 2 of at most 2 tasks.",
  ],
  [
    { job: { max_running_tasks_per_host: 0 } },
    "never",
    "running-tasks-on-host",
    "job",
    "The job may run at most 0 tasks on a host.",
  ],
  [
    { job: { max_running_tasks_per_host: 1 }, render: on({}) },
    "not-now",
    "running-tasks-on-host",
    "job",
    "The job runs 1 of at most 1 tasks on this host.",
  ],
  [
    { job: { hosts_mask: "pc" } },
    "never",
    "hosts-mask",
    "job",
    'The hosts mask of the job, "pc", does not match its name.',
  ],
  [
    { job: { hosts_mask: "(pc-1" } },
    "unknown",
    "hosts-mask",
    "job",
    /^The hosts mask of the job, "\(pc-1", cannot be read: .*; the mask before it may be in force\.$/,
  ],
  [{ ...old, job: { hosts_mask: "\\w+-1" } }, "unknown", "hosts-mask", "job", /is not certain/],
  [
    { job: { need_os: "windows" } },
    "never",
    "os",
    "job",
    'The job needs the system "windows"; this host has "unix linux 64".',
  ],
  [{ job: { need_os: "LINUX" } }, "never", "os", "job", /needs the system "LINUX"/],
  [
    { job: { need_properties: "[fx]" } },
    "never",
    "properties",
    "job",
    'The job needs the property "[fx]"; this host has none.',
  ],
  [
    {
      job: { need_properties: "gpu" },
      root: { properties_host: "[gpu]" },
      render: { properties_host: "[cpu]" },
    },
    "never",
    "properties",
    "job",
    'The job needs the property "gpu"; this host has "[cpu]".',
  ],
  [{ job: { need_power: 5 } }, "never", "power", "job", "The job needs power 5; this host has none."],
  [
    { job: { need_power: 5 }, pool: { power_host: 4 } },
    "never",
    "power",
    "job",
    "The job needs power 5; this host has 4.",
  ],
  [
    { job: { need_memory: 65_536 } },
    "never",
    "memory",
    "job",
    "The job needs 64 GB of free memory; this host has 32 GB in all.",
  ],
  [
    { job: { need_memory: 20_480 } },
    "not-now",
    "memory",
    "job",
    "The job needs 20 GB of free memory; this host has 16 GB.",
  ],
  [
    { job: { need_memory: 1024 }, resources: null },
    "unknown",
    "memory",
    "job",
    "The job needs 1 GB of free memory; what this host has is not known.",
  ],
  [
    { job: { need_hdd: 400 } },
    "not-now",
    "disk",
    "job",
    "The job needs 400 GB of free disk; this host has 216 GB.",
  ],
  [
    { job: { pools: { "/light": 100 } } },
    "never",
    "native-pools",
    "job",
    "The job must run in Afanasy's own pool /light; this host is in /fx.",
  ],
  [
    { job: { pools: { f: -100, "/fx": 100 } } },
    "never",
    "native-pools",
    "job",
    "The job must not run in Afanasy's own pool f; this host is in /fx.",
  ],
  [{ job: state("OFF", "RDY") }, "not-now", "paused", "job", "The job is paused."],
  [{ job: { ppa: true, ...state("RUN", "PPA") } }, "not-now", "approval", "job", /waits for approval/],
  [{ job: state("DON") }, "not-now", "done", "job", "The job is done."],
  [
    { job: { ...state("WTM"), time_wait: 1_795_465_800 } },
    "not-now",
    "wait-time",
    "job",
    "The job waits until 2026-11-23 20:30 UTC.",
  ],
  [
    { job: state("WDP"), block: state() },
    "not-now",
    "no-ready-task",
    "job",
    "The job was just sent: afserver looks at new jobs once a second.",
  ],
  [
    { job: { ...state("WDP"), depend_mask: "dep.*", depend_mask_global: "other" } },
    "not-now",
    "dependencies",
    "job",
    'The job waits for other jobs of carl that match "dep.*" and for jobs of anybody that match "other".',
  ],
  [
    { job: state("ERR"), block: { p_tasks_error: 2, ...state("ERR") } },
    "not-now",
    "failed",
    "job",
    /^2 tasks of the job failed/,
  ],
  [{ job: state("RUN") }, "not-now", "no-ready-task", "job", "No task of the job is ready."],
  [{ render: state("ONL", "NBY") }, "not-now", "nimby", "render", "It is nimby."],
  [
    { render: state("ONL", "NbY") },
    "not-now",
    "nimby",
    "render",
    "It is nimby: it renders only jobs of its user farm.",
  ],
  [{ render: state("ONL", "PAU") }, "not-now", "paused", "render", "It is paused."],
  // The block.
  [
    { block: { ...state("DON"), p_tasks_done: 4 } },
    "not-now",
    "done",
    "block",
    'All tasks of the block "render" are done.',
  ],
  [
    { block: { ...state("WDP"), depend_mask: "first" } },
    "not-now",
    "dependencies",
    "block",
    'The block "render" waits for the block "first".',
  ],
  [
    { block: { ...state("WDP"), tasks_depend_mask: "first", p_tasks_waitdep: 4 } },
    "not-now",
    "dependencies",
    "block",
    '4 tasks of the block "render" wait for tasks of "first".',
  ],
  [
    { block: { ...state("SUS"), p_tasks_suspended: 2 } },
    "not-now",
    "suspended",
    "block",
    '2 tasks of the block "render" are suspended.',
  ],
  [
    { block: { ...state("RUN"), running_tasks_counter: 4 } },
    "not-now",
    "no-ready-task",
    "block",
    'No task of the block "render" is ready: 4 run.',
  ],
  [
    { block: { tasks_depend_mask: "first" }, release: "3.2.2" },
    "unknown",
    "dependencies",
    "block",
    /which ones wait, this release does not tell/,
  ],
  [
    { block: { max_running_tasks_per_host: 0 } },
    "never",
    "running-tasks-on-host",
    "block",
    'The block "render" may run at most 0 tasks on a host.',
  ],
  [
    { block: { max_running_tasks_per_host: 1 }, render: on({}) },
    "not-now",
    "running-tasks-on-host",
    "block",
    'The block "render" runs 1 of at most 1 tasks on this host.',
  ],
  [
    { block: { capacity: 1200 } },
    "never",
    "capacity",
    "block",
    'The block "render" needs a capacity of 1200; this host has 1100.',
  ],
  [
    { block: { capacity: 500, capacity_coeff_min: 3 } },
    "never",
    "capacity",
    "block",
    'The block "render" needs a capacity of 1500; this host has 1100.',
  ],
  [
    { render: { capacity_used: 500 } },
    "not-now",
    "capacity",
    "block",
    'The block "render" needs a capacity of 1000; 600 of 1100 is left on this host.',
  ],
  [
    { render: { services_disabled: ["blender"] } },
    "never",
    "service",
    "block",
    "The service blender is disabled on this host.",
  ],
  [
    { root: { services_disabled: ["blender"] } },
    "never",
    "service",
    "block",
    "The service blender is disabled on Afanasy's own pool /.",
  ],
  [
    { root: { services: ["nuke"] } },
    "never",
    "service",
    "block",
    'The block "render" needs the service blender, which this host does not offer.',
  ],
  [
    {
      block: { tickets: { nuke: 1 } },
      render: { tickets_host: { nuke: { count: 1, usage: 1, hosts: 0 } } },
    },
    "not-now",
    "tickets",
    "block",
    'The block "render" needs 1 of the ticket nuke; on this host 1 of 1 are in use.',
  ],
  [
    { block: { tickets: { nuke: 2 } }, pool: { tickets_host: { nuke: { count: 1, usage: 0, hosts: 0 } } } },
    "never",
    "tickets",
    "block",
    'The block "render" needs 2 of the ticket nuke; this host has 1.',
  ],
  [
    { block: { tickets: { nuke: 1 } }, root: { tickets_pool: { nuke: { count: 2, usage: 2, hosts: 2 } } } },
    "not-now",
    "tickets",
    "block",
    `The block "render" needs 1 of the ticket nuke; in Afanasy's own pool / 2 of 2 are in use.`,
  ],
  [
    {
      block: { tickets: { nuke: 1 } },
      root: { tickets_pool: { nuke: { count: 9, usage: 2, hosts: 2, maxHosts: 2 } } },
    },
    "not-now",
    "tickets",
    "block",
    "The ticket nuke is in use on 2 of at most 2 hosts.",
  ],
  [
    { block: { max_running_tasks: 0 } },
    "never",
    "running-tasks",
    "block",
    'The block "render" may run at most 0 tasks.',
  ],
  [
    { block: { max_running_tasks: 3, running_tasks_counter: 3 } },
    "not-now",
    "running-tasks",
    "block",
    'The block "render" runs 3 of at most 3 tasks.',
  ],
  [
    { block: { p_error_hosts: 1 }, errors: { counts: new Map([["pc-1", 3]]), tasks: new Map() } },
    "not-now",
    "errors",
    "block",
    'The block "render" avoids this host: 3 of its tasks failed on it.',
  ],
  [{ block: { p_error_hosts: 1 } }, "unknown", "errors", "block", /on which was not read/],
  [
    { block: { need_memory: 65_536 } },
    "never",
    "memory",
    "block",
    'The block "render" needs 64 GB of free memory; this host has 32 GB in all.',
  ],
  [
    { block: { need_gpu_mem_mb: 4000 } },
    "not-now",
    "gpu-memory",
    "block",
    'The block "render" needs 4000 MB of free GPU memory; this host has 2000 MB.',
  ],
  [
    { block: { need_gpu_mem_mb: 9000 } },
    "never",
    "gpu-memory",
    "block",
    'The block "render" needs 9000 MB of free GPU memory; this host has 8000 MB in all.',
  ],
  [
    { block: { need_cpu_freq_mgz: 4000 } },
    "never",
    "cpu",
    "block",
    'The block "render" needs 4000 MHz of CPU frequency; this host has 3000 MHz.',
  ],
  [
    { block: { need_cpu_cores: 64 } },
    "never",
    "cpu",
    "block",
    'The block "render" needs 64 CPU cores; this host has 8 CPU cores.',
  ],
  [{ block: { need_cpu_freq_cores: 24_001 } }, "never", "cpu", "block", /has 24000 MHz\.$/],
  [
    { block: { need_hdd: 501 } },
    "never",
    "disk",
    "block",
    'The block "render" needs 501 GB of free disk; this host has 500 GB in all.',
  ],
  [
    { block: { need_hdd: 216 }, release: "3.2.1" },
    "not-now",
    "disk",
    "block",
    'The block "render" needs 216 GB of free disk; this host has 216 GB.',
  ],
  [
    { block: { hosts_mask: "pc" } },
    "never",
    "hosts-mask",
    "block",
    'The hosts mask of the block "render", "pc", does not match its name.',
  ],
  [
    { block: { hosts_mask_exclude: "pc.*" } },
    "never",
    "hosts-mask-exclude",
    "block",
    'The hosts exclude mask of the block "render", "pc.*", matches its name.',
  ],
  [
    { block: { need_power: 5 } },
    "never",
    "power",
    "block",
    'The block "render" needs power 5; this host has none.',
  ],
  [
    { block: { need_properties: "gpu" } },
    "never",
    "properties",
    "block",
    'The block "render" needs the property "gpu"; this host has none.',
  ],
  // Its tasks.
  [
    {
      block: { p_error_hosts: 1, errors_avoid_host: 0 },
      progress: ["DON", "RDY", "RDY"],
      errors: { counts: new Map(), tasks: new Map([[1, new Map([["pc-1", 3]])]]) },
    },
    "not-now",
    "errors",
    "task",
    /^Task 1 of the block "render" is next and avoids this host/,
  ],
  [
    {
      block: { p_error_hosts: 1, errors_avoid_host: 0, sequential: 5 },
      progress: ["DON", "RDY", "RDY"],
      errors: { counts: new Map(), tasks: new Map([[1, new Map([["pc-1", 3]])]]) },
    },
    "unknown",
    "errors",
    "task",
    /whether it is next is not known/,
  ],
  [
    { job: { maintenance: true }, block: { tasks: [{ name: "pc-2" }] } },
    "never",
    "maintenance",
    "task",
    'No maintenance task of the block "render" is for this host.',
  ],
  [
    { job: { maintenance: true }, block: { tasks: [{ name: "pc-1" }] }, progress: ["DON"] },
    "not-now",
    "maintenance",
    "task",
    /for this host is not ready/,
  ],
  // What other releases do.
  [{ release: "2.3.1" }, "unknown", "service", "block", /this release does not tell which services/],
  [
    { release: "2.3.1", render: { services_disabled: ["blender"] } },
    "never",
    "service",
    "block",
    "The service blender is disabled on this host.",
  ],
  [{ release: "2.3.1", job: { need_properties: "zz" } }, "never", "properties", "job", /has "\[gpu\]"/],
  [{ release: "2.3.1", render: { capacity: 500 } }, "never", "capacity", "block", /this host has 500/],
  [{ ...old, job: { hosts_mask: "PC" } }, "never", "hosts-mask", "job", /"PC", does not match/],
  [{ ...old, job: { need_os: "^windows" } }, "never", "os", "job", /needs the system "\^windows"/],
  [
    { ...old, job: { need_properties: "GPU" }, pool: { properties_host: "gpu" } },
    "never",
    "properties",
    "job",
    /GPU/,
  ],
];

describe("admissionOf", () => {
  it("lets a host start a task that nothing stops", () => {
    expect(judged({})).toEqual({
      judgement: { answer: "may" },
      blocks: [{ number: 0, name: "render", judgement: { answer: "may" } }],
      settings: { answer: "may" },
      steps: 1,
    });
  });

  it.each(rows)("%j: %s, by %s of the %s", (given, answer, check, of, text) => {
    const { judgement, settings } = judged(given);
    expect(judgement).toEqual({
      answer,
      check,
      of,
      text: typeof text === "string" ? text : expect.stringMatching(text),
    });
    if (answer === "never") expect(settings).toEqual(judgement);
    else expect(settings.answer).not.toBe("never");
  });

  it.each<[string, Case]>([
    ["as much memory as is needed", { job: { need_memory: 16_384 }, block: { need_memory: 16_384 } }],
    ["as much capacity as is left", { render: { capacity_used: 100 } }],
    ["a job that ignores nimby", { job: { ignorenimby: true }, render: state("ONL", "NBY") }],
    ["a job that ignores pauses", { job: { ignorepaused: true }, render: state("ONL", "PAU") }],
    ["its user's own nimby", { render: { ...state("ONL", "NbY"), user_name: "carl" } }],
    [
      "a user's limits where the branch gives hosts to jobs",
      { user: { paused: true, max_running_tasks: 0 } },
    ],
    ["tasks of other branches", { branch: { max_running_tasks_per_host: 1 }, render: on({ job_id: 9 }) }],
    ["tasks of other jobs", { job: { max_running_tasks_per_host: 1 }, render: on({ job_id: 8 }) }],
    ["a part of a word of the system", { job: { need_os: "windows|linux" } }],
    ["a preference among native pools", { job: { pools: { "/light": 99, "/fx": -99 } } }],
    ["one of its own pools", { job: { pools: { "/f": 100, "/light": 100 } } }],
    [
      "a service that the render lists, though its pool disables it",
      {
        render: { services: ["blender"] },
        pool: { services_disabled: ["blender"] },
      },
    ],
    ["a ticket that nobody defines", { block: { tickets: { nuke: 5 } } }],
    [
      "a ticket that this host uses already",
      {
        block: { tickets: { nuke: 1 } },
        render: { tickets_host: { nuke: { count: -1, usage: 1, hosts: 0 } } },
        root: { tickets_pool: { nuke: { count: 9, usage: 2, hosts: 2, maxHosts: 2 } } },
      },
    ],
    [
      "errors on other hosts",
      {
        block: { p_error_hosts: 1 },
        errors: { counts: new Map([["pc-2", 9]]), tasks: new Map([[0, new Map([["pc-2", 9]])]]) },
      },
    ],
    ["no limit of capacity at the root", { root: { capacity_host: -1 }, block: { capacity: 9000 } }],
    ["case in a mask of an old release", { ...old, job: { hosts_mask: "PC-[1-3]" } }],
    ["an expression for the system in an old release", { ...old, job: { need_os: "LINUX|win" } }],
    ["a mask of separators alone", { job: { hosts_mask: " ;" } }],
    [
      "what an old release does not check",
      {
        release: "3.2.2",
        block: { need_cpu_cores: 64 },
        branch: { need_power: 0 },
      },
    ],
  ])("passes %s", (_, given) => {
    expect(judged(given).judgement).toEqual({ answer: "may" });
  });

  it("goes by what stops for longest, and of those by the first", () => {
    expect(judged({ render: state("OFF"), job: { hosts_mask: "ws" } }).judgement).toMatchObject({
      answer: "never",
      check: "hosts-mask",
    });
    expect(judged({ render: state("OFF", "PAU"), job: state("OFF") }).judgement).toMatchObject({
      check: "offline",
    });
  });

  it("judges block by block, and the job by the block that is least in the way", () => {
    const { judgement, blocks } = judged({
      blocks: [{ hosts_mask: "ws" }, state("WDP"), { max_running_tasks: 2, running_tasks_counter: 2 }],
    });
    expect(blocks.map((block) => [block.name, block.judgement.answer])).toEqual([
      ["render", "never"],
      ["block 1", "not-now"],
      ["block 2", "not-now"],
    ]);
    expect(judgement).toMatchObject({ answer: "not-now", check: "no-ready-task" });
    expect(judged({ blocks: [{ hosts_mask: "ws" }, {}] }).judgement).toEqual({ answer: "may" });
  });

  it("reads the masks of many blocks in steps, the more the larger they are", () => {
    const many = (count: number, hosts_mask: string) =>
      judged({ blocks: Array.from({ length: count }, () => ({ hosts_mask })) }).steps;
    expect(many(1, "pc-1")).toBe(1);
    expect(many(1_001, "pc-1")).toBeGreaterThanOrEqual(6);
    expect(many(20, `pc-1|${"x".repeat(2_000)}`)).toBeGreaterThanOrEqual(10);
  });
});
