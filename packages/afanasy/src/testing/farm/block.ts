import type { MaskType } from "@afpools/core";
import type { Release } from "../../releases/release.js";
import {
  integerOf,
  isObject,
  type Json,
  jobState,
  number,
  numbers,
  numbersOf,
  numberUnless,
  quoted,
  textOf,
  textsByName,
  textsByNameOf,
  textsOf,
  writeObject,
} from "./json.js";
import { type MaskField, type MaskReaders, maskField } from "./mask-field.js";
import { hasNeeded } from "./needs.js";
import type { SimulatedRender } from "./render.js";
import { type JobOfTask, SimulatedTask, type TaskStage } from "./task.js";
import { Texts, writeText } from "./texts.js";

const numericFlag = 1;

/** How much of a block is written: what lists show, all but its tasks, all, or what the server stores. */
export type BlockDetail = "list" | "properties" | "full" | "store";

type StageCounts = Readonly<Record<TaskStage["name"], number>>;

const texts = [
  "name",
  "service",
  "command",
  "working_directory",
  "tasks_name",
  "parser",
  "custom_data",
  "srv_info",
  "command_pre",
  "command_post",
  "multihost_service",
  "need_properties",
  "depend_mask",
  "tasks_depend_mask",
] as const;

/** What the farm gives a block. */
export interface BlockFarm {
  readonly readers: MaskReaders;
  readonly release: Release;
  readonly taskSeconds: number;
}

export class SimulatedBlock {
  readonly job: JobOfTask;
  readonly number: number;
  readonly tasks: readonly SimulatedTask[];
  readonly #release: Release;
  readonly #frames: { first: number; last: number; perTask: number; increment: number };
  readonly #flags: number;
  readonly #readers: MaskReaders;
  #include: MaskField;
  #exclude: MaskField;
  #texts: Texts<(typeof texts)[number]>;
  readonly #counts: Record<TaskStage["name"], number>;
  #files: readonly string[] = [];
  #environment: ReadonlyMap<string, string> = new Map();
  #tickets: ReadonlyMap<string, number> = new Map();
  /** No task before this one is ready. */
  #firstReady = 0;
  capacity = 1000;
  #maxRunningTasks = -1;
  #maxRunningTasksPerHost = -1;

  constructor(job: JobOfTask, blockNumber: number, draft: Json, farm: BlockFarm) {
    this.job = job;
    this.number = blockNumber;
    this.#release = farm.release;
    this.#readers = farm.readers;
    this.#texts = new Texts("block", texts, farm.release);
    this.#flags = integerOf(draft, "flags") ?? 0;
    this.#frames = {
      first: integerOf(draft, "frame_first") ?? 0,
      last: integerOf(draft, "frame_last") ?? 0,
      perTask: Math.max(1, integerOf(draft, "frames_per_task") ?? 1),
      increment: Math.max(1, integerOf(draft, "frames_inc") ?? 1),
    };
    this.#include = maskField("hosts_mask", farm.readers);
    this.#exclude = maskField("hosts_mask_exclude", farm.readers);
    this.read(draft);
    this.tasks = this.#makeTasks(draft.tasks, farm.taskSeconds);
    this.#counts = { ready: this.tasks.length, running: 0, done: 0, reconnecting: 0 };
  }

  get name(): string {
    return this.#texts.get("name");
  }

  get service(): string {
    return this.#texts.get("service") || "generic";
  }

  /** How many of its tasks are in each stage. */
  get counts(): StageCounts {
    return this.#counts;
  }

  /** Takes over what is in `params` and of the right type; returns whether anything was. */
  read(params: Json): boolean {
    let changed = this.#texts.read(params);
    const take = <T>(value: T | undefined, set: (value: T) => void) => {
      if (value === undefined) return;
      set(value);
      changed = true;
    };
    take(textOf(params, "hosts_mask"), (mask) => this.#include.setText(mask));
    take(textOf(params, "hosts_mask_exclude"), (mask) => this.#exclude.setText(mask));
    if (Array.isArray(params.files)) this.#files = textsOf(params, "files");
    take(textsByNameOf(params, "environment"), (values) => {
      this.#environment = values;
    });
    if (this.#release.checks.has("tickets")) {
      take(numbersOf(params, "tickets"), (counts) => {
        this.#tickets = counts;
      });
    }
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

  /** Reads what was stored of it. Its tasks stay as they are. */
  reload(stored: Json): void {
    this.#texts = new Texts("block", texts, this.#release);
    this.#include = maskField("hosts_mask", this.#readers);
    this.#exclude = maskField("hosts_mask_exclude", this.#readers);
    this.read(stored);
  }

  setMaskType(type: MaskType): void {
    this.#include.setType(type);
    this.#exclude.setType(type);
  }

  canRunOn(render: SimulatedRender): boolean {
    return (
      this.#hasRoom(render) &&
      render.freeCapacity >= this.capacity &&
      this.#include.admits(render.name) &&
      this.#exclude.admits(render.name) &&
      hasNeeded(this.#texts.get("need_properties"), render.properties, this.#release, false)
    );
  }

  nextReady(): SimulatedTask | undefined {
    if (this.#counts.ready === 0) return undefined;
    while (this.tasks[this.#firstReady] && this.tasks[this.#firstReady]?.stage.name !== "ready")
      this.#firstReady++;
    return this.tasks[this.#firstReady];
  }

  moved(task: SimulatedTask, from: TaskStage["name"], to: TaskStage["name"]): void {
    this.#counts[from]--;
    this.#counts[to]++;
    if (to === "ready") this.#firstReady = Math.min(this.#firstReady, task.number);
  }

  write(detail: BlockDetail): string {
    const { done, ready, running, reconnecting } = this.#counts;
    const { first, last, perTask, increment } = this.#frames;
    const text = (name: (typeof texts)[number], as?: string) => this.#texts.write(name, as);
    const properties = [
      text("command") ?? '"command":""',
      text("tasks_name") ?? '"tasks_name":""',
      text("parser"),
      text("working_directory"),
      this.#files.length > 0 ? `"files":[${this.#files.map(quoted).join(",")}]` : undefined,
      text("command_pre", "cmd_pre"),
      text("command_post", "cmd_post"),
      text("multihost_service"),
      text("custom_data"),
      textsByName("environment", this.#environment),
    ];
    const progress = [
      ...jobState(taskTokens(this.#counts)),
      number("job_id", this.job.id),
      numberUnless(0, "running_tasks_counter", running + reconnecting),
      numberUnless(0, "p_percentage", Math.floor((100 * done) / Math.max(1, this.tasks.length))),
      numberUnless(0, "p_tasks_ready", ready),
      numberUnless(0, "p_tasks_done", done),
      text("srv_info"),
    ];
    return writeObject([
      detail === "full" && !(this.#flags & numericFlag) ? this.#writeTasks() : undefined,
      ...(detail === "list" ? [] : properties),
      text("name") ?? '"name":""',
      text("service") ?? '"service":"generic"',
      number("capacity", this.capacity),
      number("flags", this.#flags),
      number("tasks_num", this.tasks.length),
      number("frame_first", first),
      number("frame_last", last),
      number("frames_per_task", perTask),
      number("frames_inc", increment),
      numberUnless(-1, "max_running_tasks", this.#maxRunningTasks),
      numberUnless(-1, "max_running_tasks_per_host", this.#maxRunningTasksPerHost),
      text("depend_mask"),
      text("tasks_depend_mask"),
      this.#writeMask("hosts_mask", this.#include),
      this.#writeMask("hosts_mask_exclude", this.#exclude),
      text("need_properties"),
      numbers("tickets", this.#tickets),
      number("block_num", this.number),
      ...(detail === "store" ? [] : progress),
    ]);
  }

  /** Its tasks as they are stored, in a file of their own; nothing for a range of frames. */
  writeStoredTasks(): string | undefined {
    return this.#flags & numericFlag ? undefined : `{${this.#writeTasks()}}`;
  }

  #writeMask(name: string, { text }: MaskField): string | undefined {
    return text ? `"${name}":${writeText("block", name, text, this.#release)}` : undefined;
  }

  #hasRoom(render: SimulatedRender): boolean {
    if (this.#maxRunningTasksPerHost >= 0) {
      let here = 0;
      for (const task of render.tasks) if (task.block === this) here++;
      if (here >= this.#maxRunningTasksPerHost) return false;
    }
    const { running, reconnecting } = this.#counts;
    return this.#maxRunningTasks < 0 || running + reconnecting < this.#maxRunningTasks;
  }

  #writeTasks(): string {
    const tasks = this.tasks.map(({ name, command, files }) => {
      const written = files.length > 0 ? `,"files":[${files.map(quoted).join(",")}]` : "";
      return `{"name":${writeText("task", "name", name, this.#release)},"command":${quoted(command)}${written}}`;
    });
    return `"tasks":[\n${tasks.join(",\n")}\n]`;
  }

  #makeTasks(drafts: unknown, taskSeconds: number): SimulatedTask[] {
    const command = this.#texts.get("command");
    if (this.#flags & numericFlag) {
      const { first, last, perTask, increment } = this.#frames;
      const count = Math.max(0, Math.ceil((Math.floor((last - first) / increment) + 1) / perTask));
      const seconds = secondsOf(command) ?? taskSeconds;
      return Array.from(
        { length: count },
        (_, index) => new SimulatedTask(this, index, `frame ${first + index * increment * perTask}`, seconds),
      );
    }
    const tasks = Array.isArray(drafts) ? drafts.filter(isObject) : [];
    return tasks.map((draft, index) => {
      const own = textOf(draft, "command") ?? "";
      const seconds = secondsOf(own || command) ?? taskSeconds;
      const name = textOf(draft, "name") ?? `${index}`;
      return new SimulatedTask(this, index, name, seconds, own, textsOf(draft, "files"));
    });
  }
}

/** The state of tasks together. */
export function taskTokens(counts: StageCounts): ("RDY" | "RUN" | "DON" | "WRC")[] {
  const { ready, running, done, reconnecting } = counts;
  return [
    ...(ready > 0 ? (["RDY"] as const) : []),
    ...(running > 0 ? (["RUN"] as const) : []),
    ...(done > 0 && ready + running + reconnecting === 0 ? (["DON"] as const) : []),
    ...(reconnecting > 0 ? (["WRC"] as const) : []),
  ];
}

/** The one command that is simulated. */
function secondsOf(command: string): number | undefined {
  const sleep = /^sleep (\d+)$/.exec(command);
  return sleep ? Number(sleep[1]) : undefined;
}
