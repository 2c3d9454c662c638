import type { Release } from "../../releases/release.js";
import { escaped, type Json, number, numberUnless, renderState, unescaped, writeObject } from "./json.js";
import type { SimulatedPool } from "./native-pool.js";
import type { SimulatedTask, TaskHost } from "./task.js";
import { Texts } from "./texts.js";

/** How a render is to be; what is absent is as on a real farm without settings. */
export interface RenderDraft {
  readonly name: string;
  readonly address?: string;
  /** The version of afrender; default the server's. */
  readonly engine?: string;
  readonly os?: string;
  readonly userName?: string;
  /** The path of a native pool that exists; default `/`. */
  readonly pool?: string;
  /** Its own properties, which replace those of its native pool. */
  readonly properties?: string;
  /** Default 1100: one task of the usual capacity, 1000. */
  readonly capacity?: number;
  /** Default 4. */
  readonly maxTasks?: number;
  /** What it measures of its machine; default a machine with 8 cores and 16 GB of memory. */
  readonly resources?: Partial<RenderResources>;
}

/** Members are named as in afserver's JSON. */
export interface RenderResources {
  readonly cpu_num: number;
  readonly cpu_mhz: number;
  readonly mem_total_mb: number;
  readonly mem_free_mb: number;
  readonly hdd_total_gb: number;
  readonly hdd_free_gb: number;
  readonly gpu_mem_total_mb: number;
  readonly gpu_mem_used_mb: number;
  readonly gpu_string: string;
  readonly logged_in_users: readonly string[];
}

const usualResources: RenderResources = {
  cpu_num: 8,
  cpu_mhz: 3000,
  mem_total_mb: 16_384,
  mem_free_mb: 12_000,
  hdd_total_gb: 500,
  hdd_free_gb: 200,
  gpu_mem_total_mb: 0,
  gpu_mem_used_mb: 0,
  gpu_string: "",
  logged_in_users: [],
};

const texts = ["annotation", "custom_data", "properties_host"] as const;

/** The name that afrender of a release has where it was given one. */
export function renderName(given: string, { renderNames }: Release): string {
  if (renderNames === "as-given") return given;
  const name = given.toLowerCase();
  return renderNames === "lower-case-cut" ? name.replace(/\..*$/s, "") : name;
}

export class SimulatedRender implements TaskHost {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly os: string;
  readonly userName: string;
  engine: string;
  pool: SimulatedPool;
  resources: RenderResources;
  readonly #release: Release;
  readonly #texts: Texts<(typeof texts)[number]>;
  /** Of a release whose hosts are described in `farm.json`: what that says. */
  readonly #farmProperties: string;
  priority = 99;
  capacity: number;
  maxTasks: number;
  paused = false;
  nimby = false;
  hidden = false;
  /** Does its program run? The server learns of it later. */
  alive = true;
  online = true;
  registeredAt: number;
  launchedAt: number;
  updatedAt: number;
  startOrFinishAt = 0;
  readonly tasks = new Set<SimulatedTask>();

  constructor(id: number, draft: RenderDraft, pool: SimulatedPool, release: Release, now: number) {
    this.id = id;
    this.name = draft.name;
    this.address = draft.address ?? "127.0.0.1";
    this.engine = draft.engine ?? release.version;
    this.os = draft.os ?? "unix linux 64";
    this.userName = draft.userName ?? "render";
    this.pool = pool;
    this.#release = release;
    this.#texts = new Texts("render", texts, release);
    this.#farmProperties = draft.properties ?? "";
    if (release.hostFacts === "render") this.ownProperties = draft.properties ?? "";
    this.resources = { ...usualResources, ...draft.resources };
    this.capacity = draft.capacity ?? 1100;
    this.maxTasks = draft.maxTasks ?? 4;
    this.registeredAt = now;
    this.launchedAt = now;
    this.updatedAt = now;
  }

  get annotation(): string {
    return this.#texts.get("annotation");
  }

  get ownProperties(): string {
    return this.#texts.get("properties_host");
  }

  set ownProperties(properties: string) {
    this.#texts.read({ properties_host: properties });
  }

  get properties(): string {
    if (this.#release.hostFacts === "host") return this.#farmProperties;
    return this.ownProperties || this.pool.properties;
  }

  /** Takes over texts. Returns whether there was any. */
  readTexts(params: Json): boolean {
    return this.#texts.read(
      this.#release.hostFacts === "render" ? params : { ...params, properties_host: undefined },
    );
  }

  get capacityUsed(): number {
    let used = 0;
    for (const task of this.tasks) used += task.block.capacity;
    return used;
  }

  get freeCapacity(): number {
    return this.capacity - this.capacityUsed;
  }

  /** Would it take a task? */
  get isReady(): boolean {
    return this.online && !this.paused && !this.nimby && this.tasks.size < this.maxTasks;
  }

  get state(): string[] {
    return [
      this.online ? "ONL" : "OFF",
      ...(this.nimby ? ["NBY"] : []),
      ...(this.tasks.size > 0 ? ["RUN"] : []),
      ...(this.paused ? ["PAU"] : []),
    ];
  }

  write(): string {
    const tasks = Array.from(this.tasks, (task) => this.#writeTask(task));
    const isOwn = this.#release.hostFacts === "render";
    return writeObject([
      tasks.length > 0 ? `"tasks_percents":[${tasks.map(() => -1).join(",\n")}\n]` : undefined,
      escaped("name", this.name),
      number("id", this.id),
      number("priority", this.priority),
      this.hidden ? '"hidden":true' : undefined,
      this.#texts.write("annotation"),
      this.#texts.write("custom_data"),
      unescaped("user_name", this.userName),
      number("time_register", this.registeredAt),
      number("time_launch", this.online ? this.launchedAt : 0),
      number("time_update", this.updatedAt),
      isOwn ? unescaped("os", this.os) : undefined,
      `"address":{"family":4,"ip":"${this.address}","port":0}`,
      unescaped("engine", this.engine),
      isOwn ? unescaped("pool", this.pool.path) : undefined,
      ...renderState(this.state),
      number("capacity_used", this.capacityUsed),
      number("task_start_finish_time", this.startOrFinishAt),
      tasks.length > 0 ? `"tasks":[${tasks.join(",\n")}\n]` : undefined,
      ...(isOwn
        ? [
            numberUnless(1100, "capacity_host", this.capacity),
            numberUnless(4, "max_tasks_host", this.maxTasks),
            this.#texts.write("properties_host"),
          ]
        : [this.#writeHost()]),
    ]);
  }

  /** What it measures of its machine: nothing while it is offline. */
  writeResources(): string {
    const { gpu_mem_total_mb, gpu_mem_used_mb, gpu_string, logged_in_users, ...common } = this.resources;
    const measured = this.#release.gpuResources ? { ...common, gpu_mem_total_mb, gpu_mem_used_mb } : common;
    const members = [
      ...Object.entries(measured).map(([name, value]) => number(name, value)),
      this.#release.gpuResources ? `"gpu_string":"${gpu_string}"` : undefined,
      logged_in_users.length > 0 ? `"logged_in_users":${JSON.stringify(logged_in_users)}` : undefined,
    ];
    return writeObject([
      number("id", this.id),
      this.#release.maskDialect === "3.4" ? `"host_name":"${this.name}"` : undefined,
      this.online ? `"host_resources":${writeObject(members)}` : undefined,
    ]);
  }

  #writeHost(): string {
    return `"host":${writeObject([
      number("capacity", this.capacity),
      number("max_tasks", this.maxTasks),
      number("power", 1000),
      unescaped("os", this.os),
      unescaped("properties", this.#farmProperties),
    ])}`;
  }

  /** On one line, with nothing escaped, as afserver does it. */
  #writeTask({ name, startedAt, block, number: taskNumber }: SimulatedTask): string {
    const { job } = block;
    return `{"name":"${name}","service":"${block.service}","capacity":${block.capacity},"time_start":${startedAt},"user_name":"${job.userName}","block_name":"${block.name}","job_name":"${job.name}","job_id":${job.id},"block_num":${block.number},"task_num":${taskNumber}}`;
  }
}
