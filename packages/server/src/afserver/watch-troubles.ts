import type { AfserverWatch, Unreadable } from "@afpools/afanasy";
import type { Log } from "../log/log.js";

/** Logs what keeps an afserver that can be reached from being followed as a whole: once when it begins, and when it ends. */
export class WatchTroubles {
  readonly #log: Log;
  readonly #unreadable = new Map<string, Unreadable>();
  #polledBecause: string | undefined;

  constructor(log: Log) {
    this.#log = log;
  }

  tell({ status, unreadable }: Pick<AfserverWatch, "status" | "unreadable">): void {
    this.#tellUnreadable(unreadable);
    if (status.kind !== "current") return;
    const reason = status.by === "polling" ? status.reason : undefined;
    if (reason === this.#polledBecause) return;
    this.#polledBecause = reason;
    if (reason === undefined) this.#log.info({}, "subscribed to afserver events");
    else this.#log.info({ reason }, "polling afserver: no events");
  }

  #tellUnreadable(unreadable: readonly Unreadable[]): void {
    const now = new Map(unreadable.map((entry) => [`${entry.type} ${entry.id} ${entry.name}`, entry]));
    for (const [key, { type, id, name, reason }] of now) {
      if (this.#unreadable.has(key)) continue;
      this.#log.warn({ type, id, name, reason }, "skipped an unreadable entry of afserver");
    }
    for (const [key, { type, id, name }] of this.#unreadable) {
      if (!now.has(key))
        this.#log.info({ type, id, name }, "unreadable entry of afserver was fixed or deleted");
    }
    this.#unreadable.clear();
    for (const [key, entry] of now) this.#unreadable.set(key, entry);
  }
}
