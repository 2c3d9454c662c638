import { escaped, number, numberUnless, renderState, unescaped, writeObject } from "./json.js";
import type { SimulatedPool } from "./native-pool.js";
import type { SimulatedTask, TaskHost } from "./task.js";

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
}

export class SimulatedRender implements TaskHost {
  readonly id: number;
  readonly name: string;
  readonly address: string;
  readonly os: string;
  readonly userName: string;
  engine: string;
  pool: SimulatedPool;
  ownProperties: string;
  annotation = "";
  customData = "";
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

  constructor(id: number, draft: RenderDraft, pool: SimulatedPool, engine: string, now: number) {
    this.id = id;
    this.name = draft.name;
    this.address = draft.address ?? "127.0.0.1";
    this.engine = draft.engine ?? engine;
    this.os = draft.os ?? "unix linux 64";
    this.userName = draft.userName ?? "render";
    this.pool = pool;
    this.ownProperties = draft.properties ?? "";
    this.capacity = draft.capacity ?? 1100;
    this.maxTasks = draft.maxTasks ?? 4;
    this.registeredAt = now;
    this.launchedAt = now;
    this.updatedAt = now;
  }

  get properties(): string {
    return this.ownProperties || this.pool.properties;
  }

  get capacityUsed(): number {
    let used = 0;
    for (const task of this.tasks) used += task.block.capacity;
    return used;
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
    const tasks = Array.from(this.tasks, writeTask);
    return writeObject([
      tasks.length > 0 ? `"tasks_percents":[${tasks.map(() => -1).join(",\n")}\n]` : undefined,
      escaped("name", this.name),
      number("id", this.id),
      number("priority", this.priority),
      this.hidden ? '"hidden":true' : undefined,
      escaped("annotation", this.annotation),
      escaped("custom_data", this.customData),
      unescaped("user_name", this.userName),
      number("time_register", this.registeredAt),
      number("time_launch", this.online ? this.launchedAt : 0),
      number("time_update", this.updatedAt),
      unescaped("os", this.os),
      `"address":{"family":4,"ip":"${this.address}","port":0}`,
      unescaped("engine", this.engine),
      unescaped("pool", this.pool.path),
      ...renderState(this.state),
      number("capacity_used", this.capacityUsed),
      number("task_start_finish_time", this.startOrFinishAt),
      tasks.length > 0 ? `"tasks":[${tasks.join(",\n")}\n]` : undefined,
      unescaped("properties_host", this.ownProperties),
      numberUnless(1100, "capacity_host", this.capacity),
      numberUnless(4, "max_tasks_host", this.maxTasks),
    ]);
  }
}

/** On one line, with nothing escaped, as afserver does it. */
function writeTask({ name, startedAt, block, number: taskNumber }: SimulatedTask): string {
  const { job } = block;
  return `{"name":"${name}","service":"${block.service}","capacity":${block.capacity},"time_start":${startedAt},"user_name":"${job.userName}","block_name":"${block.name}","job_name":"${job.name}","job_id":${job.id},"block_num":${block.number},"task_num":${taskNumber}}`;
}
