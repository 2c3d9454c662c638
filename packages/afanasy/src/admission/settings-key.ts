import type { Branch } from "../model/branch.js";
import type { Block, Job } from "../model/job.js";
import type { NativePool } from "../model/native-pool.js";
import type { Tickets } from "../model/tickets.js";
import type { User } from "../model/user.js";
import type { CheckedHost } from "./checked-host.js";

/** What settings say of jobs of the same kind, apart from what runs and waits: equal texts, equal answers. */
export function jobSettingsKey(job: Job, branches: readonly Branch[], user: User | undefined): string {
  const blocks = new Set(job.blocks.map((block) => JSON.stringify(blockSettings(block))));
  return JSON.stringify([
    nodeSettings(job),
    job.maintenance === true,
    branches.map((branch) => [branch.name, nodeSettings(branch)]),
    user && nodeSettings(user),
    [...blocks],
  ]);
}

/** The same for a host. */
export function hostSettingsKey(
  { render, pools, ...facts }: CheckedHost,
  keyOf: (pool: NativePool) => string,
): string {
  const { os, properties, power, capacity, maxTasks, resources: has } = facts;
  return JSON.stringify([
    render.pool,
    render.priority === 0,
    [os, properties, power, capacity, maxTasks],
    farmSettings(render),
    has && [has.cpu_num, has.cpu_mhz, has.mem_total_mb, has.hdd_total_gb, has.gpu_mem_total_mb],
    pools.map(keyOf),
  ]);
}

/** Of a native pool, what {@link hostSettingsKey} needs. */
export function poolSettingsKey(pool: NativePool): string {
  return JSON.stringify([pool.name, pool.priority === 0, farmSettings(pool), countsOf(pool.tickets_pool)]);
}

function farmSettings(node: Pick<NativePool, "services" | "services_disabled" | "tickets_host">) {
  return [node.services, node.services_disabled, countsOf(node.tickets_host)];
}

function countsOf(tickets: Tickets | undefined) {
  return tickets && Object.entries(tickets).map(([name, { count }]) => [name, count]);
}

function nodeSettings(node: Job | Branch | User) {
  return [
    node.priority === 0,
    node.max_tasks_per_second === 0,
    node.max_running_tasks === 0,
    node.max_running_tasks_per_host === 0,
    node.hosts_mask,
    node.hosts_mask_exclude,
    node.hosts_mask_type,
    node.need_os,
    node.need_properties,
    [node.need_power, node.need_memory, node.need_hdd],
    node.pools,
  ];
}

function blockSettings(block: Block) {
  return [
    block.service,
    [block.capacity, block.capacity_coeff_min],
    [block.max_running_tasks === 0, block.max_running_tasks_per_host === 0],
    [block.hosts_mask, block.hosts_mask_exclude, block.need_properties],
    [block.need_power, block.need_memory, block.need_hdd, block.need_gpu_mem_mb],
    [block.need_cpu_freq_mgz, block.need_cpu_cores, block.need_cpu_freq_cores],
    block.tickets,
  ];
}
