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

/** A client that polls for events. */
export class SimulatedMonitor {
  readonly id: number;
  readonly name: string;
  /** -1: sees no job; 0: sees all; else those of this user. */
  uid: number;
  polledAt: number;
  readonly classes = new Set<string>();
  readonly #events = new Map<string, Set<number>>();

  constructor(id: number, name: string, uid: number, now: number) {
    this.id = id;
    this.name = name;
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
    return `{"monitor":{\n${[unescaped("name", this.name), number("id", this.id), number("uid", this.uid)].join(",\n")}\n,"events":[]\n}}`;
  }
}
