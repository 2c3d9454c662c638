import { number, unescaped } from "./json.js";

export type EventKind = "add" | "change" | "del";
export type EventClass = "jobs" | "renders" | "pools" | "users";

/** Something that happened to one entry. Job events are for their user, and for those who see everything. */
export interface FarmEvent {
  readonly of: EventClass;
  readonly kind: EventKind;
  readonly id: number;
  readonly uid?: number;
}

export interface MonitorDraft {
  readonly userName: string;
  readonly hostName: string;
  readonly engine: string;
}

const eventKinds: readonly EventKind[] = ["add", "change", "del"];

/** A client that polls for events. */
export class SimulatedMonitor {
  readonly id: number;
  readonly name: string;
  readonly engine: string;
  readonly userName: string;
  /** -1: sees no job; 0: sees all; else those of this user. */
  uid: number;
  polledAt: number;
  readonly classes = new Set<string>();
  readonly #events = new Map<string, Set<number>>();

  constructor(id: number, { userName, hostName, engine }: MonitorDraft, uid: number, now: number) {
    this.id = id;
    this.name = `${userName}@${hostName}`;
    this.userName = userName;
    this.engine = engine;
    this.uid = uid;
    this.polledAt = now;
  }

  tell({ of, kind, id, uid }: FarmEvent): void {
    if (!this.classes.has(of)) return;
    if (of === "jobs" && this.uid !== 0 && this.uid !== uid) return;
    const name = `${of}_${kind}`;
    const ids = this.#events.get(name) ?? new Set();
    this.#events.set(name, ids.add(id));
  }

  /** What happened since the last time. */
  drain(): string {
    const events = Array.from(this.#events, ([name, ids]) => `\n"${name}":[${[...ids].join(",")}]`);
    this.#events.clear();
    return `{"events":${events.length > 0 ? `{${events.join(",")}}` : "null"}}`;
  }

  write(): string {
    const subscribed = [...this.classes].flatMap((name) => eventKinds.map((kind) => `"${name}_${kind}"`));
    const members = [
      unescaped("name", this.name) ?? '"name":""',
      number("id", this.id),
      `"user_name":"${this.userName}"`,
      unescaped("engine", this.engine),
    ].filter((member) => member !== undefined);
    return `{\n${members.join(",\n")}\n,"uid":${this.uid}\n,"events":[${subscribed.join(",")}]\n}`;
  }
}
