import { compareHostNames, Farm, type FarmSource, Listeners } from "@afpools/core";
import type { AfserverWatch } from "../events/watch-afserver.js";
import type { Render } from "../model/render.js";
import { type AfanasyHost, hostOfRender } from "./afanasy-host.js";

/**
 * The hosts of a watched afserver, online and offline, kept live. While afserver is away the farm is as it was seen last; the
 * watch's `status` says so.
 */
export class LiveFarm implements FarmSource {
  readonly #watch: AfserverWatch;
  readonly #listeners = new Listeners<void>();
  readonly #hosts = new Map<string, AfanasyHost>();
  readonly #unsubscribe: () => void;
  #farm: Farm | undefined;

  /** @param watch one that watches renders. */
  constructor(watch: AfserverWatch) {
    this.#watch = watch;
    if (watch.status.kind === "current" || watch.renders.length > 0) this.#take(watch.renders, []);
    this.#unsubscribe = watch.subscribe((event) => {
      if (event.kind === "change") this.#take(event.renders, event.goneRenders);
    });
  }

  current(): Farm | undefined {
    return this.#farm;
  }

  /** The hosts in natural order, with all that afserver knows of them; nothing while it was never seen. */
  get hosts(): readonly AfanasyHost[] | undefined {
    return this.#farm && [...this.#hosts.values()].sort((a, b) => compareHostNames(a.name, b.name));
  }

  get status(): AfserverWatch["status"] {
    return this.#watch.status;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Follows the watch no more. The watch goes on. */
  close(): void {
    this.#unsubscribe();
  }

  #take(renders: readonly Render[], gone: readonly Render[]): void {
    let changed = this.#farm === undefined;
    for (const { name } of gone) changed = this.#hosts.delete(name) || changed;
    for (const render of renders) {
      const host = hostOfRender(render);
      const before = this.#hosts.get(host.name);
      if (before && JSON.stringify(before) === JSON.stringify(host)) continue;
      this.#hosts.set(host.name, host);
      changed = true;
    }
    if (!changed) return;
    this.#farm = new Farm(this.#hosts.values());
    this.#listeners.tell();
  }
}
