import { randomBytes } from "node:crypto";
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

/** Why afserver keeps no events for us. */
export interface NoMonitor {
  readonly reason: string;
}

const registered = z.object({ monitor: z.object({ id: z.int().positive() }) });
const listed = z.object({
  monitors: z.array(z.object({ engine: z.string(), uid: z.int(), events: z.array(z.string()).optional() })),
});
const unknownMonitor = z.object({ monitor: z.object({ id: z.literal(0) }) });
const events = z.object({ events: z.record(z.string(), z.unknown()).nullable() });
const ids = z.array(z.int()).catch([]);

/** Sees jobs of all users. */
const everybody = 0;

/**
 * A client that afserver keeps events for. It forgets one that has not asked for some seconds, and all when it is started
 * again; then another program may get the same id. So ours is told by an engine's name that nobody else has, and asked for
 * before its events are taken: they would be another program's.
 */
export class Monitor {
  readonly #afserver: Afserver;
  readonly #id: number;
  readonly #engine: string;
  readonly #kinds: readonly WatchedKind[];

  private constructor(afserver: Afserver, id: number, engine: string, kinds: readonly WatchedKind[]) {
    this.#afserver = afserver;
    this.#id = id;
    this.#engine = engine;
    this.#kinds = kinds;
  }

  /**
   * Registers, and subscribes to these kinds, jobs of all users among them. What afserver answers to a subscription is not
   * regarded, for some releases answer nonsense: whether it holds, its list of monitors says.
   *
   * Rejects as all requests do.
   */
  static async register(
    afserver: Afserver,
    kinds: readonly WatchedKind[],
    options: RequestOptions,
  ): Promise<Monitor | NoMonitor> {
    const { nativePools } = await afserver.release(options);
    const watched = kinds.filter((kind) => kind !== "pools" || nativePools);
    const { userName, hostName } = afserver.identity;
    const engine = `afpools ${randomBytes(8).toString("hex")}`;
    const request = { monitor: { engine, user_name: userName, host_name: hostName } };
    const answer = registered.safeParse(await unlessUnusable(afserver.request(request, options)));
    if (!answer.success) return { reason: "afserver gives no monitor" };
    const monitor = new Monitor(afserver, answer.data.monitor.id, engine, watched);
    // Sent together they are done in one cycle. Without a user's id, no job is told.
    const watches = [
      { class: "perm", uid: everybody },
      ...watched.map((kind) => ({ class: kind, status: "subscribe" })),
    ];
    await Promise.all(
      watches.map((watch) => unlessUnusable(monitor.#operate({ type: "watch", ...watch }, options))),
    );
    const isSubscribed = await monitor.#isOurs(options);
    return isSubscribed ? monitor : { reason: "afserver did not take the subscription to its events" };
  }

  /** What happened since the last time; nothing when afserver has no such monitor of ours any more. */
  async poll(options: RequestOptions): Promise<MonitorEvents | undefined> {
    if (!(await this.#isOurs(options))) return undefined;
    const get = { type: "monitors", ids: [this.#id], mode: "events" };
    const answer = await this.#afserver.request({ get }, options);
    if (unknownMonitor.safeParse(answer).success) return undefined;
    const read = events.safeParse(answer);
    if (!read.success) throw new AfpoolsError("UNEXPECTED_ANSWER", "afserver's answer has no events.");
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

  /** Takes leave, where it is still ours. There is no answer to it. Never rejects. */
  async deregister(options: RequestOptions): Promise<void> {
    try {
      if (await this.#isOurs(options)) await this.#afserver.post(this.#action({ type: "deregister" }));
    } catch {
      // An afserver that is away forgets it by itself.
    }
  }

  /** Is it there, ours, and subscribed to all that it should be? */
  async #isOurs(options: RequestOptions): Promise<boolean> {
    const get = { type: "monitors", ids: [this.#id] };
    const answer = listed.safeParse(await unlessUnusable(this.#afserver.request({ get }, options)));
    const [entry] = answer.success ? answer.data.monitors : [];
    if (entry?.engine !== this.#engine || entry.uid !== everybody) return false;
    const subscribed = new Set(entry.events);
    return this.#kinds.every((kind) => subscribed.has(`${kind}_change`));
  }

  #operate(operation: object, options: RequestOptions): Promise<unknown> {
    return this.#afserver.request(this.#action(operation), options);
  }

  #action(operation: object): object {
    const { userName, hostName } = this.#afserver.identity;
    return {
      action: { type: "monitors", ids: [this.#id], user_name: userName, host_name: hostName, operation },
    };
  }
}

/** The answer, or nothing for a refusal and for what cannot be read. */
async function unlessUnusable(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof AfpoolsError && unusable.has(error.code)) return undefined;
    throw error;
  }
}

const unusable: ReadonlySet<string> = new Set(["AFSERVER_REFUSED", "UNEXPECTED_ANSWER"]);
