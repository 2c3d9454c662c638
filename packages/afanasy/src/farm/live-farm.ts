import { Farm, type FarmSource } from "@afpools/core";
import { Listeners } from "@afpools/core/internal";
import type { AfserverWatch } from "../events/watch-afserver.js";
import type { NativePool } from "../model/native-pool.js";
import type { Render } from "../model/render.js";
import { type AfanasyHost, hostOfRender } from "./afanasy-host.js";
import { type FactMemory, measuredPart, withMeasured, withMemory } from "./fact-memory.js";
import { type InheritedFacts, inheritedFacts } from "./facts-of-render.js";

/**
 * The hosts of a watched afserver, online and offline, kept live. While afserver is away the farm is as it was seen last; the
 * watch's `status` says so.
 */
export class LiveFarm implements FarmSource {
  readonly #watch: AfserverWatch;
  readonly #listeners = new Listeners<void>();
  readonly #hosts = new Map<string, AfanasyHost>();
  readonly #unsubscribe: () => void;
  #inherited: ReadonlyMap<string, InheritedFacts> = new Map();
  readonly #memory: FactMemory | undefined;
  #farm: Farm | undefined;

  /**
   * @param watch one that watches renders.
   * @param memory tells what hosts measured that are offline since before the watch began
   */
  constructor(watch: AfserverWatch, memory?: FactMemory) {
    this.#watch = watch;
    this.#memory = memory;
    if (watch.status.kind === "current" || watch.renders.length > 0) {
      this.#inherit(watch.nativePools);
      this.#take(watch.renders, []);
    }
    this.#unsubscribe = watch.subscribe((event) => {
      if (event.kind !== "change") return;
      if (event.nativePools.length > 0) this.#inherit(watch.nativePools);
      this.#take(event.nativePools.length > 0 ? watch.renders : event.renders, event.goneRenders);
    });
  }

  current(): Farm | undefined {
    return this.#farm;
  }

  /** The hosts in natural order, with all that afserver knows of them; nothing while it was never seen. */
  get hosts(): readonly AfanasyHost[] | undefined {
    return this.#farm?.hosts.flatMap(({ name }) => this.#hosts.get(name) ?? []);
  }

  get status(): AfserverWatch["status"] {
    return this.#watch.status;
  }

  subscribe(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }

  /** Reads all hosts anew, as after the memory came to know more. */
  recall(): void {
    if (this.#farm) this.#take(this.#watch.renders, []);
  }

  /** Follows the watch no more. The watch goes on. */
  close(): void {
    this.#unsubscribe();
  }

  #inherit(pools: readonly NativePool[]): void {
    this.#inherited = inheritedFacts(pools);
  }

  #take(renders: readonly Render[], gone: readonly Render[]): void {
    const left = gone.map(({ name }) => name).filter((name) => this.#hosts.delete(name));
    const changed = new Map<string, AfanasyHost>();
    for (const render of renders) {
      const before = this.#hosts.get(render.name);
      const host = keepingFacts(before, this.#read(render));
      if (before && JSON.stringify(before) === JSON.stringify(host)) continue;
      this.#hosts.set(host.name, host);
      changed.set(host.name, host);
    }
    if (this.#farm && changed.size + left.length === 0) return;
    this.#farm = this.#farm?.with(changed.values(), left) ?? new Farm(changed.values());
    this.#listeners.tell();
  }

  #read(render: Render): AfanasyHost {
    const resources = this.#watch.resources.get(render.name);
    const host = hostOfRender(render, { resources, inherited: this.#inherited.get(render.pool ?? "") });
    const memory = this.#memory;
    if (!memory) return host;
    const measured = measuredPart(host.facts);
    if (measured) return { ...host, facts: withMeasured(host.facts, memory.note(host.name, measured)) };
    return withMemory(host, (name) => memory.recall(name));
  }
}

/** Facts that did not change keep their identity (`===`), by which a farm is compared with an earlier one. */
function keepingFacts(before: AfanasyHost | undefined, now: AfanasyHost): AfanasyHost {
  if (!before?.facts || JSON.stringify(before.facts) !== JSON.stringify(now.facts)) return now;
  return { ...now, facts: before.facts };
}
