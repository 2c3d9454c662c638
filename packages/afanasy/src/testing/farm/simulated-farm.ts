import { type Release, releaseOf } from "../../releases/release.js";
import { SimulatedBranch } from "./branch.js";
import { pathsTo } from "./branch-path.js";
import { IdMap } from "./id-map.js";
import { SimulatedJob } from "./job.js";
import { isObject, type Json, textOf } from "./json.js";
import { MaskReaders } from "./mask-field.js";
import {
  type EventClass,
  type EventKind,
  type FarmEvent,
  type MonitorDraft,
  SimulatedMonitor,
} from "./monitor.js";
import { SimulatedPool } from "./native-pool.js";
import { type RenderDraft, renderName, SimulatedRender } from "./render.js";
import { solve } from "./solve.js";
import type { SimulatedTask } from "./task.js";
import { SimulatedUser } from "./user.js";

/** Seconds until renders find a server that was started anew. */
const reconnectSeconds = 2;
/** Seconds that a task waits for its render after the server was started anew. */
const reconnectTaskSeconds = 16;

export interface FarmOptions {
  /** Of server and renders: the one whose behaviour is simulated, as `releaseOf` knows it. Default `3.4.1`. */
  readonly release?: string;
  /** How long a task runs whose command is not `sleep N`, in seconds. Default 10. */
  readonly taskSeconds?: number;
  /** The time at which it begins, in seconds since 1970. Default 1,795,463,000. */
  readonly startTime?: number;
}

/** What a simulated afserver knows: renders, jobs, users, native pools, monitors; and how it goes on, a cycle at a time. */
export class SimulatedFarm {
  readonly release: Release;
  readonly readers: MaskReaders;
  readonly taskSeconds: number;
  readonly renders = new IdMap<SimulatedRender>();
  readonly jobs = new IdMap<SimulatedJob>();
  readonly users = new IdMap<SimulatedUser>();
  readonly pools = new IdMap<SimulatedPool>();
  readonly branches = new IdMap<SimulatedBranch>();
  readonly monitors = new IdMap<SimulatedMonitor>();
  readonly root: SimulatedPool;
  readonly #rendersByName = new Map<string, SimulatedRender>();
  readonly #jobNames = new Set<string>();
  readonly #usersByName = new Map<string, SimulatedUser>();
  #time: number;
  #lastSerial = 0;
  #events: FarmEvent[] = [];
  #reconnectAt = 0;

  constructor(options: FarmOptions = {}) {
    this.release = releaseOf(options.release ?? "3.4.1");
    this.readers = new MaskReaders(this.release.maskDialect);
    this.taskSeconds = options.taskSeconds ?? 10;
    this.#time = options.startTime ?? 1_795_463_000;
    this.root = this.pools.add((id) => new SimulatedPool(id, "/", undefined));
    this.branches.add((id) => new SimulatedBranch(id, "/"));
    const system = { name: "afanasy", blocks: [{ name: "events" }] };
    const admin = new SimulatedUser(0, { name: "afadmin", hostName: "" }, this);
    this.jobs.add((id) => new SimulatedJob({ id, serial: 0, name: system.name }, system, admin, this));
    this.#jobNames.add(system.name);
  }

  /** Seconds since 1970. */
  get now(): number {
    return this.#time;
  }

  // What happens on the farm.

  /** Starts a render: a new one, or one that was there before, with its id. One that is online stays as it is. */
  startRender(draft: RenderDraft): SimulatedRender {
    let render = this.render(draft.name);
    if (!render) {
      const pool = this.pool(draft.pool ?? "/");
      if (!pool) throw new RangeError(`There is no native pool ${draft.pool}.`);
      const name = renderName(draft.name, this.release);
      render = this.renders.add(
        (id) => new SimulatedRender(id, { ...draft, name }, pool, this.release, this.now),
      );
      this.#rendersByName.set(name, render);
      this.tell("renders", "add", render.id);
    } else if (!render.online) {
      render.online = true;
      render.launchedAt = this.now;
      render.engine = draft.engine ?? render.engine;
      this.tell("renders", "change", render.id);
    }
    render.alive = true;
    render.updatedAt = this.now;
    return render;
  }

  /** Ends a render as SIGTERM does: the server knows at once, and its tasks wait for a host again. */
  stopRender(name: string): void {
    const render = this.#needRender(name);
    render.alive = false;
    this.#setOffline(render);
  }

  /** Ends a render as SIGKILL does: the server takes it for online until it has heard nothing for 16 seconds. */
  killRender(name: string): void {
    this.#needRender(name).alive = false;
  }

  /** The hosts on which tasks of this job run, sorted. */
  hostsOf(jobName: string): string[] {
    const job = this.job(jobName);
    if (!job) throw new RangeError(`There is no job ${jobName}.`);
    return job.tasks.flatMap((task) => (task.isRunning ? [task.host] : [])).sort();
  }

  /** One second of the server's run thread. */
  cycle(): void {
    this.#time++;
    this.#refreshRenders();
    this.#refreshTasks();
    solve(this.jobs.values(), this.renders.values(), (task, render) => this.#start(task, render));
    this.#dispatch();
  }

  /**
   * What a restart of the server does: monitors are forgotten, renders have to find it again, jobs are read as they are
   * stored, and those whose stored JSON is broken are lost.
   */
  restart(): void {
    this.monitors.clear();
    this.#events = [];
    for (const job of [...this.jobs.values()]) if (job.id !== 1 && !job.reload()) this.deleteJob(job);
    this.#reconnectAt = this.now + reconnectSeconds;
    for (const render of this.renders.values()) {
      render.online = false;
      for (const task of render.tasks) {
        if (task.stage.name !== "running") continue;
        task.stage = {
          name: "reconnecting",
          render,
          endsAt: task.stage.endsAt,
          until: this.now + reconnectTaskSeconds,
        };
      }
    }
  }

  // What requests do.

  /** The render that was given this name, or has it. */
  render(name: string): SimulatedRender | undefined {
    return this.#rendersByName.get(renderName(name, this.release));
  }

  job(name: string): SimulatedJob | undefined {
    return this.#jobNames.has(name) ? [...this.jobs.values()].find((job) => job.name === name) : undefined;
  }

  pool(path: string): SimulatedPool | undefined {
    return [...this.pools.values()].find((pool) => pool.path === path);
  }

  branch(path: string): SimulatedBranch | undefined {
    return [...this.branches.values()].find((branch) => branch.path === path);
  }

  user(name: string): SimulatedUser | undefined {
    return this.#usersByName.get(name);
  }

  rendersOf(pool: SimulatedPool): SimulatedRender[] {
    return [...this.renders.values()].filter((render) => render.pool === pool);
  }

  /** The job, or nothing for one that is none. */
  register(draft: Json): SimulatedJob | undefined {
    const { blocks } = draft;
    const userName = textOf(draft, "user_name");
    if (!userName || !Array.isArray(blocks) || blocks.length === 0 || !blocks.every(isObject))
      return undefined;
    const serial = ++this.#lastSerial;
    const name = this.#freeJobName(textOf(draft, "name") ?? "");
    const user = this.#userOfJob(userName, textOf(draft, "host_name") ?? "");
    const job = this.jobs.add((id) => new SimulatedJob({ id, serial, name }, draft, user, this));
    this.#jobNames.add(name);
    for (const path of pathsTo(job.branch)) {
      if (!this.branch(path)) this.branches.add((id) => new SimulatedBranch(id, path));
    }
    this.tell("jobs", "add", job.id, job.user.id);
    return job;
  }

  deleteJob(job: SimulatedJob): void {
    for (const task of job.tasks) task.leave("ready", this.now);
    this.jobs.delete(job.id);
    this.#jobNames.delete(job.name);
    this.tell("jobs", "del", job.id, job.user.id);
  }

  deleteRender(render: SimulatedRender): void {
    this.renders.delete(render.id);
    this.#rendersByName.delete(render.name);
    this.tell("renders", "del", render.id);
  }

  addPool(path: string, parent: SimulatedPool): SimulatedPool {
    const pool = this.pools.add((id) => new SimulatedPool(id, path, parent));
    this.tell("pools", "add", pool.id);
    return pool;
  }

  deletePool(pool: SimulatedPool): void {
    this.pools.delete(pool.id);
    this.tell("pools", "del", pool.id);
  }

  addMonitor(draft: MonitorDraft): SimulatedMonitor {
    const uid = this.user(draft.userName)?.id ?? -1;
    return this.monitors.add((id) => new SimulatedMonitor(id, draft, uid, this.now));
  }

  tell(of: EventClass, kind: EventKind, id: number, uid?: number): void {
    this.#events.push({ of, kind, id, ...(uid !== undefined && { uid }) });
  }

  #refreshRenders(): void {
    const connected = this.now >= this.#reconnectAt;
    for (const render of this.renders.values()) {
      if (render.alive && connected) {
        render.updatedAt = this.now;
        if (!render.online) {
          render.online = true;
          this.tell("renders", "change", render.id);
        }
      } else if (render.online && this.now - render.updatedAt > this.release.renderSeconds) {
        this.#setOffline(render);
      }
    }
  }

  #refreshTasks(): void {
    for (const render of this.renders.values()) {
      for (const task of [...render.tasks]) {
        const { stage } = task;
        if (stage.name === "reconnecting") {
          if (render.online) {
            task.stage = { name: "running", render, endsAt: stage.endsAt, stops: false };
            this.#tellTask(task, render);
          } else if (this.now >= stage.until) {
            this.#end(task, render, "ready");
          }
        } else if (stage.name === "running" && this.now >= stage.endsAt && render.alive) {
          this.#end(task, render, stage.stops ? "ready" : "done");
        }
      }
    }
  }

  #start(task: SimulatedTask, render: SimulatedRender): void {
    task.start(render, this.now);
    const { job } = task.block;
    job.startedAt ||= this.now;
    this.#tellTask(task, render);
  }

  #end(task: SimulatedTask, render: SimulatedRender, name: "done" | "ready"): void {
    task.leave(name, this.now);
    const { job } = task.block;
    job.doneAt = job.isDone ? this.now : 0;
    this.#tellTask(task, render);
  }

  #tellTask(task: SimulatedTask, render: SimulatedRender): void {
    const { job } = task.block;
    this.tell("jobs", "change", job.id, job.user.id);
    this.tell("renders", "change", render.id);
  }

  #setOffline(render: SimulatedRender): void {
    if (!render.online) return;
    render.online = false;
    for (const task of [...render.tasks]) this.#end(task, render, "ready");
    this.tell("renders", "change", render.id);
  }

  #dispatch(): void {
    for (const [id, monitor] of this.monitors) {
      if (this.now - monitor.polledAt > this.release.monitorSeconds) this.monitors.delete(id);
      else for (const event of this.#events) monitor.tell(event);
    }
    this.#events = [];
  }

  #userOfJob(name: string, hostName: string): SimulatedUser {
    const known = this.user(name);
    if (known) return known;
    const user = this.users.add((id) => new SimulatedUser(id, { name, hostName }, this));
    this.#usersByName.set(name, user);
    this.tell("users", "add", user.id);
    return user;
  }

  #freeJobName(name: string): string {
    let free = name;
    for (let count = 1; this.#jobNames.has(free); count++) free = `${name}-${count}`;
    return free;
  }

  #needRender(name: string): SimulatedRender {
    const render = this.render(name);
    if (render) return render;
    throw new RangeError(`There is no render ${name}.`);
  }
}
