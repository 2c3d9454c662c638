import { AfpoolsError } from "@afpools/core";
import { z } from "zod";
import type { Afserver } from "../client/afserver.js";
import type { RequestOptions } from "../wire/transport.js";

/** What a monitor can watch, by afserver's names: `pools` are its native ones. */
export type WatchedKind = "renders" | "jobs" | "pools" | "users";

/** Ids of entries of one kind. */
export interface EventIds {
  readonly changed: readonly number[];
  readonly deleted: readonly number[];
}

/** Ids of what was added or changed, and of what was deleted. */
export type MonitorEvents = Readonly<Record<WatchedKind, EventIds>>;

const registered = z.object({ monitor: z.object({ id: z.int().positive() }) });
const unknownMonitor = z.object({ monitor: z.object({ id: z.literal(0) }) });
const events = z.object({ events: z.record(z.string(), z.unknown()).nullable() });
const ids = z.array(z.int()).catch([]);

/**
 * A client that afserver keeps events for. It forgets one that has not asked for 16 seconds, and all when it is started anew.
 */
export class Monitor {
  readonly #afserver: Afserver;
  readonly #id: number;

  private constructor(afserver: Afserver, id: number) {
    this.#afserver = afserver;
    this.#id = id;
  }

  /**
   * Registers, and subscribes to these kinds, jobs of all users among them. Nothing when afserver gives no monitor.
   *
   * Rejects as all requests do.
   */
  static async register(
    afserver: Afserver,
    kinds: readonly WatchedKind[],
    options: RequestOptions,
  ): Promise<Monitor | undefined> {
    const { userName, hostName } = afserver.identity;
    const engine = "afpools";
    const request = { monitor: { engine, user_name: userName, host_name: hostName } };
    const answer = registered.safeParse(await unlessRefused(afserver.request(request, options)));
    if (!answer.success) return undefined;
    const monitor = new Monitor(afserver, answer.data.monitor.id);
    // Sent together they are done in one cycle. Without a user's id, 0 for all, no job is told.
    const watches = [
      { class: "perm", uid: 0 },
      ...kinds.map((kind) => ({ class: kind, status: "subscribe" })),
    ];
    const subscriptions = watches.map((watch) => monitor.#operate({ type: "watch", ...watch }, options));
    const refused = (await Promise.all(subscriptions)).includes(undefined);
    return refused ? undefined : monitor;
  }

  /** What happened since the last time; nothing when afserver does not know this monitor any more. */
  async poll(options: RequestOptions): Promise<MonitorEvents | undefined> {
    const get = { type: "monitors", ids: [this.#id], mode: "events" };
    const answer = await this.#afserver.request({ get }, options);
    if (unknownMonitor.safeParse(answer).success) return undefined;
    const read = events.safeParse(answer);
    if (!read.success) throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer holds no events.");
    const of = (name: string) => ids.parse(read.data.events?.[name] ?? []);
    const ofKind = (kind: WatchedKind) => ({
      changed: [...new Set([...of(`${kind}_add`), ...of(`${kind}_change`)])],
      deleted: of(`${kind}_del`),
    });
    return {
      renders: ofKind("renders"),
      jobs: ofKind("jobs"),
      pools: ofKind("pools"),
      users: ofKind("users"),
    };
  }

  /** Takes leave. There is no answer to it. */
  deregister(): Promise<void> {
    return this.#afserver.post(this.#action({ type: "deregister" }));
  }

  #operate(operation: object, options: RequestOptions): Promise<unknown> {
    return unlessRefused(this.#afserver.request(this.#action(operation), options));
  }

  #action(operation: object): object {
    const { userName, hostName } = this.#afserver.identity;
    return {
      action: { type: "monitors", ids: [this.#id], user_name: userName, host_name: hostName, operation },
    };
  }
}

/** The answer, or nothing for a refusal. */
async function unlessRefused(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AfpoolsError && error.code === "AFSERVER_REFUSED") return undefined;
    throw error;
  }
}
