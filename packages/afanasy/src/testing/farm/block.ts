import type { MaskType } from "@afpools/core";
import {
  escaped,
  integerOf,
  isObject,
  type Json,
  jobState,
  number,
  numberUnless,
  textOf,
  unescaped,
  writeObject,
} from "./json.js";
import { MaskField, type MaskReaders } from "./mask-field.js";
import type { SimulatedRender } from "./render.js";
import { type JobOfTask, SimulatedTask } from "./task.js";
import { containsToken } from "./tokens.js";

const numericFlag = 1;

export class SimulatedBlock {
  readonly job: JobOfTask;
  readonly number: number;
  readonly tasks: readonly SimulatedTask[];
  readonly #frames: { first: number; last: number; perTask: number; increment: number };
  readonly #flags: number;
  readonly #include: MaskField;
  readonly #exclude: MaskField;
  readonly #command: string;
  name: string;
  service: string;
  capacity = 1000;
  #needProperties = "";
  #dependMask = "";
  #customData = "";
  #maxRunningTasks = -1;
  #maxRunningTasksPerHost = -1;

  constructor(job: JobOfTask, blockNumber: number, draft: Json, readers: MaskReaders, taskSeconds: number) {
    this.job = job;
    this.number = blockNumber;
    this.name = textOf(draft, "name") ?? "";
    this.service = textOf(draft, "service") ?? "generic";
    this.#command = textOf(draft, "command") ?? "";
    this.#flags = integerOf(draft, "flags") ?? 0;
    this.#frames = {
      first: integerOf(draft, "frame_first") ?? 0,
      last: integerOf(draft, "frame_last") ?? 0,
      perTask: Math.max(1, integerOf(draft, "frames_per_task") ?? 1),
      increment: Math.max(1, integerOf(draft, "frames_inc") ?? 1),
    };
    this.#include = new MaskField("hosts_mask", readers);
    this.#exclude = new MaskField("hosts_mask_exclude", readers);
    this.read(draft);
    this.tasks = this.#makeTasks(draft.tasks, taskSeconds);
  }

  /** Takes over what is in `params` and of the right type; returns whether anything was. */
  read(params: Json): boolean {
    let changed = false;
    const take = <T>(value: T | undefined, set: (value: T) => void) => {
      if (value === undefined) return;
      set(value);
      changed = true;
    };
    take(textOf(params, "hosts_mask"), (mask) => this.#include.setText(mask));
    take(textOf(params, "hosts_mask_exclude"), (mask) => this.#exclude.setText(mask));
    take(textOf(params, "need_properties"), (tokens) => {
      this.#needProperties = tokens;
    });
    take(textOf(params, "depend_mask"), (mask) => {
      this.#dependMask = mask;
    });
    take(textOf(params, "custom_data"), (data) => {
      this.#customData = data;
    });
    take(integerOf(params, "capacity"), (capacity) => {
      this.capacity = Math.max(1, capacity);
    });
    take(integerOf(params, "max_running_tasks"), (count) => {
      this.#maxRunningTasks = count;
    });
    take(integerOf(params, "max_running_tasks_per_host"), (count) => {
      this.#maxRunningTasksPerHost = count;
    });
    return changed;
  }

  setMaskType(type: MaskType): void {
    this.#include.setType(type);
    this.#exclude.setType(type);
  }

  canRunOn(render: SimulatedRender): boolean {
    return (
      this.#hasRoom(render) &&
      render.capacity - render.capacityUsed >= this.capacity &&
      this.#include.admits(render.name) &&
      this.#exclude.admits(render.name) &&
      containsToken(this.#needProperties, render.properties)
    );
  }

  nextReady(): SimulatedTask | undefined {
    return this.tasks.find((task) => task.stage.name === "ready");
  }

  get state(): ("RDY" | "RUN" | "DON" | "WRC")[] {
    return taskTokens(this.tasks);
  }

  write(full: boolean): string {
    const count = (name: string) => this.tasks.filter((task) => task.stage.name === name).length;
    const done = count("done");
    const { first, last, perTask, increment } = this.#frames;
    return writeObject([
      ...(full
        ? [
            this.#flags & numericFlag ? undefined : this.#writeTasks(),
            escaped("command", this.#command) ?? '"command":""',
            escaped("custom_data", this.#customData),
          ]
        : []),
      unescaped("name", this.name),
      unescaped("service", this.service),
      number("capacity", this.capacity),
      number("flags", this.#flags),
      number("tasks_num", this.tasks.length),
      number("frame_first", first),
      number("frame_last", last),
      number("frames_per_task", perTask),
      number("frames_inc", increment),
      numberUnless(-1, "max_running_tasks", this.#maxRunningTasks),
      numberUnless(-1, "max_running_tasks_per_host", this.#maxRunningTasksPerHost),
      unescaped("depend_mask", this.#dependMask),
      unescaped("hosts_mask", this.#include.text),
      unescaped("hosts_mask_exclude", this.#exclude.text),
      unescaped("need_properties", this.#needProperties),
      number("block_num", this.number),
      ...jobState(this.state),
      number("job_id", this.job.id),
      numberUnless(0, "running_tasks_counter", count("running") + count("reconnecting")),
      numberUnless(0, "p_percentage", Math.floor((100 * done) / Math.max(1, this.tasks.length))),
      numberUnless(0, "p_tasks_ready", count("ready")),
      numberUnless(0, "p_tasks_done", done),
    ]);
  }

  #hasRoom(render: SimulatedRender): boolean {
    if (this.#maxRunningTasksPerHost >= 0) {
      let here = 0;
      for (const task of render.tasks) if (task.block === this) here++;
      if (here >= this.#maxRunningTasksPerHost) return false;
    }
    return (
      this.#maxRunningTasks < 0 || this.tasks.filter((task) => task.isRunning).length < this.#maxRunningTasks
    );
  }

  #writeTasks(): string {
    return `"tasks":[\n${this.tasks.map(({ name }) => `{"name":"${name}","command":""}`).join(",\n")}\n]`;
  }

  #makeTasks(drafts: unknown, taskSeconds: number): SimulatedTask[] {
    if (this.#flags & numericFlag) {
      const { first, last, perTask, increment } = this.#frames;
      const count = Math.max(0, Math.ceil((Math.floor((last - first) / increment) + 1) / perTask));
      const seconds = secondsOf(this.#command) ?? taskSeconds;
      return Array.from(
        { length: count },
        (_, index) => new SimulatedTask(this, index, `frame ${first + index * increment * perTask}`, seconds),
      );
    }
    const tasks = Array.isArray(drafts) ? drafts.filter(isObject) : [];
    return tasks.map((draft, index) => {
      const seconds = secondsOf(textOf(draft, "command") ?? this.#command) ?? taskSeconds;
      return new SimulatedTask(this, index, textOf(draft, "name") ?? `${index}`, seconds);
    });
  }
}

export function taskTokens(tasks: readonly SimulatedTask[]): ("RDY" | "RUN" | "DON" | "WRC")[] {
  const stages = new Set(tasks.map((task) => task.stage.name));
  return [
    ...(stages.has("ready") ? (["RDY"] as const) : []),
    ...(stages.has("running") ? (["RUN"] as const) : []),
    ...(stages.size === 1 && stages.has("done") ? (["DON"] as const) : []),
    ...(stages.has("reconnecting") ? (["WRC"] as const) : []),
  ];
}

/** The one command that is simulated. */
function secondsOf(command: string): number | undefined {
  const sleep = /^sleep (\d+)$/.exec(command);
  return sleep ? Number(sleep[1]) : undefined;
}
