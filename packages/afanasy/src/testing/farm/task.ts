/** The job of a task, as far as the task's farm needs it. */
export interface JobOfTask {
  readonly id: number;
  readonly name: string;
  readonly userName: string;
  readonly user: { readonly id: number };
  readonly isDone: boolean;
  startedAt: number;
  doneAt: number;
}

export interface BlockOfTask {
  readonly job: JobOfTask;
  readonly number: number;
  readonly name: string;
  readonly service: string;
  readonly capacity: number;
  /** A task of it went from one stage to another. */
  moved(task: SimulatedTask, from: TaskStage["name"], to: TaskStage["name"]): void;
}

/** What runs a task. */
export interface TaskHost {
  readonly name: string;
  readonly tasks: Set<SimulatedTask>;
  startOrFinishAt: number;
}

/** Where a task is: `reconnecting` after a restart of the server, until its render is back. */
export type TaskStage =
  | { readonly name: "ready" }
  | { readonly name: "done" }
  | {
      readonly name: "running";
      readonly render: TaskHost;
      readonly endsAt: number;
      readonly stops: boolean;
    }
  | {
      readonly name: "reconnecting";
      readonly render: TaskHost;
      readonly endsAt: number;
      readonly until: number;
    };

export class SimulatedTask {
  readonly block: BlockOfTask;
  readonly number: number;
  readonly name: string;
  /** Its own; empty where it is the block's. */
  readonly command: string;
  readonly files: readonly string[];
  /** How long it runs, in seconds. */
  readonly seconds: number;
  #stage: TaskStage = { name: "ready" };
  /** Of the last run. */
  host = "";
  starts = 0;
  startedAt = 0;
  endedAt = 0;

  constructor(
    block: BlockOfTask,
    number: number,
    name: string,
    seconds: number,
    command = "",
    files: readonly string[] = [],
  ) {
    this.command = command;
    this.files = files;
    this.block = block;
    this.number = number;
    this.name = name;
    this.seconds = seconds;
  }

  get stage(): TaskStage {
    return this.#stage;
  }

  set stage(stage: TaskStage) {
    const from = this.#stage.name;
    this.#stage = stage;
    if (from !== stage.name) this.block.moved(this, from, stage.name);
  }

  get isRunning(): boolean {
    return this.stage.name === "running" || this.stage.name === "reconnecting";
  }

  start(render: TaskHost, now: number): void {
    this.stage = { name: "running", render, endsAt: now + this.seconds, stops: false };
    this.host = render.name;
    this.starts++;
    this.startedAt = now;
    render.tasks.add(this);
    render.startOrFinishAt = now;
  }

  /** Lets it wait for a host again. A running one takes two seconds to stop. */
  restart(now: number): void {
    if (this.stage.name === "running") {
      this.stage = { ...this.stage, endsAt: Math.min(this.stage.endsAt, now + 2), stops: true };
    } else if (this.stage.name === "done") {
      this.stage = { name: "ready" };
    }
  }

  /** Takes it off its render, done or to be run again. */
  leave(name: "done" | "ready", now: number): void {
    if (this.stage.name !== "running" && this.stage.name !== "reconnecting") return;
    this.stage.render.tasks.delete(this);
    this.stage.render.startOrFinishAt = now;
    this.stage = { name };
    this.endedAt = now;
  }
}
