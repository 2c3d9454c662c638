import { SimulatedBlock, taskTokens } from "./block.js";
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
import type { MaskReaders } from "./mask-field.js";
import type { SimulatedRender } from "./render.js";
import type { SimulatedTask } from "./task.js";
import type { SimulatedUser } from "./user.js";
import { Work } from "./work.js";

const texts = ["description", "branch", "depend_mask", "depend_mask_global"] as const;

export class SimulatedJob {
  readonly id: number;
  readonly serial: number;
  readonly name: string;
  readonly hostName: string;
  readonly work: Work;
  readonly blocks: readonly SimulatedBlock[];
  readonly createdAt: number;
  user: SimulatedUser;
  priority = 99;
  offline: boolean;
  hidden = false;
  startedAt = 0;
  doneAt = 0;
  readonly #texts = new Map<string, string>([["branch", "/"]]);

  constructor(
    ref: { readonly id: number; readonly serial: number; readonly name: string },
    draft: Json,
    user: SimulatedUser,
    farm: { readonly readers: MaskReaders; readonly taskSeconds: number; readonly now: number },
  ) {
    this.id = ref.id;
    this.serial = ref.serial;
    this.name = ref.name;
    this.user = user;
    this.hostName = textOf(draft, "host_name") ?? "";
    this.createdAt = farm.now;
    this.offline = draft.offline === true;
    this.work = new Work(farm.readers);
    const blocks = Array.isArray(draft.blocks) ? draft.blocks.filter(isObject) : [];
    this.blocks = blocks.map(
      (block, index) => new SimulatedBlock(this, index, block, farm.readers, farm.taskSeconds),
    );
    this.read(draft);
    if (!this.work.maskType) this.setMaskType(user.work.maskType ?? "find");
  }

  get userName(): string {
    return this.user.name;
  }

  get tasks(): readonly SimulatedTask[] {
    return this.blocks.flatMap((block) => block.tasks);
  }

  read(params: Json): boolean {
    let told = this.readNode(params);
    told = this.work.read(params) || told;
    if (this.work.maskType && "hosts_mask_type" in params) this.setMaskType(this.work.maskType);
    for (const name of texts) {
      const value = textOf(params, name);
      if (value === undefined) continue;
      this.#texts.set(name, value);
      told = true;
    }
    return told;
  }

  /** What afserver takes for the job from every action with parameters, those for blocks too. */
  readNode(params: Json): boolean {
    let told = false;
    for (const name of ["annotation", "custom_data"] as const) {
      const value = textOf(params, name);
      if (value === undefined) continue;
      this.#texts.set(name, value);
      told = true;
    }
    const priority = integerOf(params, "priority");
    if (priority !== undefined) {
      this.priority = Math.max(0, Math.min(250, priority));
      told = true;
    }
    this.hidden = params.hidden === true;
    return told;
  }

  setMaskType(type: "find" | "regex"): void {
    this.work.setMaskType(type);
    for (const block of this.blocks) block.setMaskType(type);
  }

  get canRun(): boolean {
    const { maxRunningTasks, maxRunningTasksPerHost } = this.work;
    if (this.offline || this.priority === 0 || maxRunningTasks === 0 || maxRunningTasksPerHost === 0)
      return false;
    if (!this.blocks.some((block) => block.nextReady())) return false;
    return maxRunningTasks < 0 || this.tasks.filter((task) => task.isRunning).length < maxRunningTasks;
  }

  /** The task that it would run on this render next. */
  taskFor(render: SimulatedRender): SimulatedTask | undefined {
    const limit = this.work.maxRunningTasksPerHost;
    if (limit > 0) {
      let here = 0;
      for (const task of render.tasks) if (task.block.job === this) here++;
      if (here >= limit) return undefined;
    }
    if (!this.work.admits(render)) return undefined;
    for (const block of this.blocks) {
      const task = block.nextReady();
      if (task && block.canRunOn(render)) return task;
    }
    return undefined;
  }

  write(full: boolean): string {
    const running = this.tasks.filter((task) => task.isRunning).length;
    const text = (name: (typeof texts)[number] | "annotation" | "custom_data") => this.#texts.get(name);
    return writeObject([
      escaped("name", this.name),
      number("id", this.id),
      number("priority", this.priority),
      this.hidden ? '"hidden":true' : undefined,
      escaped("annotation", text("annotation")),
      escaped("custom_data", text("custom_data")),
      ...this.work.write(),
      numberUnless(0, "running_tasks_num", running),
      number("serial", this.serial),
      unescaped("user_name", this.userName),
      unescaped("host_name", this.hostName),
      ...jobState([...taskTokens(this.tasks), ...(this.offline ? (["OFF"] as const) : [])]),
      escaped("description", text("description")),
      unescaped("branch", text("branch")),
      number("time_creation", this.createdAt),
      numberUnless(0, "time_started", this.startedAt),
      numberUnless(0, "time_done", this.doneAt),
      numberUnless(0, "tasks_ready", this.tasks.filter((task) => task.stage.name === "ready").length),
      escaped("depend_mask", text("depend_mask")),
      escaped("depend_mask_global", text("depend_mask_global")),
      `"blocks":[\n${this.blocks.map((block) => block.write(full)).join(",\n")}]`,
    ]);
  }

  writeProgress(): string {
    const blocks = this.blocks.map((block) => `[${block.tasks.map(writeTaskProgress).join(",")}]`);
    return `{"job_progress":{"id":${this.id},"progress":[${blocks.join(",")}]}}`;
  }
}

function writeTaskProgress(task: SimulatedTask): string {
  const [bits, state] = jobState(taskTokens([task]));
  return `{${[
    state ?? '"state":""',
    bits,
    numberUnless(0, "str", task.starts),
    numberUnless(0, "tst", task.startedAt),
    numberUnless(0, "tdn", task.endedAt),
    unescaped("hst", task.host),
  ]
    .filter((member) => member !== undefined)
    .join(",")}}`;
}
