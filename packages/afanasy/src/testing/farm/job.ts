import { type BlockFarm, SimulatedBlock, taskTokens } from "./block.js";
import { branchPath } from "./branch-path.js";
import {
  escaped,
  integerOf,
  isObject,
  type Json,
  jobState,
  number,
  numberUnless,
  textOf,
  textsByName,
  textsByNameOf,
  unescaped,
  writeObject,
} from "./json.js";
import type { SimulatedRender } from "./render.js";
import type { SimulatedTask } from "./task.js";
import { Texts } from "./texts.js";
import type { SimulatedUser } from "./user.js";
import { Work } from "./work.js";

const jobTexts = [
  "description",
  "depend_mask",
  "depend_mask_global",
  "command_pre",
  "command_post",
  "project",
  "department",
] as const;
/** What afserver takes for the job from every action with parameters. */
const nodeTexts = ["annotation", "custom_data", "srv_info"] as const;

/** What the farm gives a job. */
export interface JobFarm extends BlockFarm {
  readonly now: number;
}

export interface JobIdentity {
  readonly id: number;
  readonly serial: number;
  readonly name: string;
}

export class SimulatedJob {
  readonly id: number;
  readonly serial: number;
  readonly name: string;
  readonly hostName: string;
  work: Work;
  readonly createdAt: number;
  user: SimulatedUser;
  priority = 99;
  offline: boolean;
  hidden = false;
  startedAt = 0;
  doneAt = 0;
  /** What renders offered when none of them could run it; nothing once it changed. */
  refused: string | undefined;
  readonly #farm: JobFarm;
  #texts: Texts<(typeof jobTexts)[number]>;
  #nodeTexts: Texts<(typeof nodeTexts)[number]>;
  branch = "/";
  #folders: ReadonlyMap<string, string> = new Map();
  #blocks: readonly SimulatedBlock[];
  /** What is stored, where that is not what the job is. */
  #stored: string | undefined;

  constructor(identity: JobIdentity, draft: Json, user: SimulatedUser, farm: JobFarm) {
    this.id = identity.id;
    this.serial = identity.serial;
    this.name = identity.name;
    this.user = user;
    this.hostName = textOf(draft, "host_name") ?? "";
    this.createdAt = farm.now;
    this.offline = draft.offline === true;
    this.#farm = farm;
    this.#texts = new Texts("job", jobTexts, farm.release);
    this.#nodeTexts = new Texts("job", nodeTexts, farm.release);
    this.work = new Work(farm.readers, farm.release);
    const blocks = Array.isArray(draft.blocks) ? draft.blocks.filter(isObject) : [];
    this.#blocks = blocks.map((block, index) => new SimulatedBlock(this, index, block, farm));
    this.read(draft);
    this.#typeMasks(user);
  }

  get blocks(): readonly SimulatedBlock[] {
    return this.#blocks;
  }

  get userName(): string {
    return this.user.name;
  }

  get tasks(): readonly SimulatedTask[] {
    return this.#blocks.flatMap((block) => block.tasks);
  }

  get isDone(): boolean {
    const { ready, running, reconnecting } = this.#counts();
    return ready + running + reconnecting === 0;
  }

  /** Takes over what is in `params`. Returns whether afserver tells of it. */
  read(params: Json): boolean {
    let told = this.readNode(params);
    told = this.#texts.read(params) || told;
    const branch = textOf(params, "branch");
    if (branch !== undefined) this.branch = branchPath(branch);
    const folders = textsByNameOf(params, "folders");
    if (folders) this.#folders = folders;
    told = this.work.read(params) || branch !== undefined || folders !== undefined || told;
    if (this.work.maskType && "hosts_mask_type" in params) this.#setMaskType(this.work.maskType);
    return told;
  }

  /** What afserver takes for the job from every action with parameters, those for blocks too. */
  readNode(params: Json): boolean {
    this.refused = undefined;
    let told = this.#nodeTexts.read(params);
    const priority = integerOf(params, "priority");
    if (priority !== undefined) {
      this.priority = Math.max(0, Math.min(255, priority));
      told = true;
    }
    this.hidden = params.hidden === true;
    return told;
  }

  /** Appends blocks. Their masks are read as `find` until the job's type is sent again, and they are not stored yet. */
  appendBlocks(drafts: readonly Json[]): number[] {
    this.#stored ??= this.#writeStored();
    const first = this.#blocks.length;
    const added = drafts.map((draft, index) => new SimulatedBlock(this, first + index, draft, this.#farm));
    this.#blocks = [...this.#blocks, ...added];
    this.refused = undefined;
    return added.map((block) => block.number);
  }

  /** Something was changed that afserver stores. */
  store(): void {
    this.#stored = undefined;
  }

  /** Something was changed, or is about to be, that afserver does not store. */
  keepStored(): void {
    this.#stored ??= this.#writeStored();
  }

  /** Reads the job as it is stored. Returns whether that was possible. */
  reload(): boolean {
    this.refused = undefined;
    let stored: unknown;
    try {
      stored = JSON.parse(this.#stored ?? this.#writeStored());
      for (const block of this.#blocks) JSON.parse(block.writeStoredTasks() ?? "{}");
    } catch {
      return false;
    }
    if (!isObject(stored) || !Array.isArray(stored.blocks)) return false;
    const { release, readers } = this.#farm;
    this.#texts = new Texts("job", jobTexts, release);
    this.#nodeTexts = new Texts("job", nodeTexts, release);
    this.work = new Work(readers, release);
    this.read(stored);
    this.#blocks = this.#blocks.slice(0, stored.blocks.length);
    for (const [index, block] of this.#blocks.entries()) block.reload(stored.blocks[index] as Json);
    this.#typeMasks(this.user);
    this.#stored = undefined;
    return true;
  }

  get canRun(): boolean {
    const { maxRunningTasks, maxRunningTasksPerHost } = this.work;
    if (this.offline || this.priority === 0 || maxRunningTasks === 0 || maxRunningTasksPerHost === 0)
      return false;
    const { ready, running, reconnecting } = this.#counts();
    return ready > 0 && (maxRunningTasks < 0 || running + reconnecting < maxRunningTasks);
  }

  /** Of its blocks. */
  get leastCapacity(): number {
    return Math.min(...this.#blocks.map(({ capacity }) => capacity));
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
    for (const block of this.#blocks) {
      const task = block.nextReady();
      if (task && block.canRunOn(render)) return task;
    }
    return undefined;
  }

  /** As it is listed, or, in full, with commands, tasks and custom data of its blocks. */
  write(full: boolean): string {
    return this.#write(full ? "full" : "list");
  }

  /** Blocks by their numbers without their tasks; nothing where one is not there. */
  writeBlocks(numbers: readonly number[]): string | undefined {
    const blocks = numbers.map((index) => this.#blocks[index]?.write("properties"));
    return blocks.includes(undefined) ? undefined : `{"blocks":[\n${blocks.join(",\n")}\n]}`;
  }

  writeProgress(): string {
    const blocks = this.#blocks.map((block) => `[${block.tasks.map(writeTaskProgress).join(",")}]`);
    return `{"job_progress":{"id":${this.id},"progress":[${blocks.join(",")}]}}`;
  }

  /** Its tasks never fail. */
  writeErrorHosts(): string {
    const lines = this.#blocks.map(({ name }) => JSON.stringify(`Block['${name}'] error hosts:`));
    return `{"message":{"name":"${this.name}","type":"error_hosts","list":[${lines.join(",")}]}}`;
  }

  #setMaskType(type: "find" | "regex"): void {
    this.work.setMaskType(type);
    for (const block of this.#blocks) block.setMaskType(type);
  }

  /** The masks of all blocks are of the job's type, which is its user's where it has none. */
  #typeMasks(user: SimulatedUser): void {
    if (this.#farm.release.maskTypes.includes("find")) {
      this.#setMaskType(this.work.maskType ?? user.work.maskType ?? "find");
    }
  }

  #counts() {
    const sum = { ready: 0, running: 0, done: 0, reconnecting: 0 };
    for (const { counts } of this.#blocks) {
      sum.ready += counts.ready;
      sum.running += counts.running;
      sum.done += counts.done;
      sum.reconnecting += counts.reconnecting;
    }
    return sum;
  }

  #writeStored(): string {
    return this.#write("store");
  }

  #write(detail: "list" | "full" | "store"): string {
    const counts = this.#counts();
    const text = (name: (typeof jobTexts)[number]) => this.#texts.write(name);
    return writeObject([
      escaped("name", this.name) ?? '"name":""',
      number("id", this.id),
      number("priority", this.priority),
      this.hidden ? '"hidden":true' : undefined,
      this.#nodeTexts.write("annotation"),
      this.#nodeTexts.write("custom_data"),
      this.#nodeTexts.write("srv_info", "m_srv_info"),
      ...this.work.write(),
      numberUnless(0, "running_tasks_num", counts.running + counts.reconnecting),
      number("serial", this.serial),
      unescaped("user_name", this.userName),
      unescaped("host_name", this.hostName),
      ...jobState([...taskTokens(counts), ...(this.offline ? (["OFF"] as const) : [])]),
      text("command_pre"),
      text("command_post"),
      text("description"),
      text("project"),
      text("department"),
      unescaped("branch", this.branch),
      number("time_creation", this.createdAt),
      numberUnless(0, "time_started", this.startedAt),
      numberUnless(0, "time_done", this.doneAt),
      numberUnless(0, "tasks_ready", counts.ready),
      textsByName("folders", this.#folders),
      text("depend_mask"),
      text("depend_mask_global"),
      `"blocks":[\n${this.#blocks.map((block) => block.write(detail)).join(",\n")}]`,
    ]);
  }
}

function writeTaskProgress(task: SimulatedTask): string {
  const counts = { ready: 0, running: 0, done: 0, reconnecting: 0, [task.stage.name]: 1 };
  const [bits, state] = jobState(taskTokens(counts));
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
