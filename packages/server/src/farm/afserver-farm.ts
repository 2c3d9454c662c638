import {
  type Afserver,
  type AfserverWatch,
  formatAddress,
  LiveFarm,
  maskDialect,
  watchAfserver,
} from "@afpools/afanasy";
import type { Farm, FarmSource, MaskDialect } from "@afpools/core";
import type { Log } from "../log.js";

/**
 * The farm as an afserver knows it, kept live. While afserver is away the farm is as it was seen last.
 *
 * It changes where hosts come, go, or go on- or offline; what they render is not told.
 */
export class AfserverFarm implements FarmSource {
  readonly #afserver: Afserver;
  readonly #log: Log;
  readonly #watch: AfserverWatch;
  readonly #live: LiveFarm;
  readonly #listeners = new Set<() => void>();
  #farm: Farm | undefined;
  #dialect: MaskDialect | undefined;
  #isSeen = false;

  constructor(afserver: Afserver, log: Log) {
    this.#afserver = afserver;
    this.#log = log;
    this.#watch = watchAfserver(afserver, { kinds: ["renders"] });
    this.#live = new LiveFarm(this.#watch);
    this.#live.subscribe(() => this.#take());
    this.#watch.subscribe((event) => {
      if (event.kind === "away") this.#lose(event.error);
      else this.#find();
    });
  }

  current(): Farm | undefined {
    return this.#farm;
  }

  /** How this afserver reads masks; nothing while it did not say. */
  get dialect(): MaskDialect | undefined {
    return this.#dialect;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  async close(): Promise<void> {
    this.#live.close();
    await this.#watch.close();
  }

  #take(): void {
    const farm = this.#live.current();
    if (!farm || (this.#farm && isSame(this.#farm, farm))) return;
    this.#farm = farm;
    for (const listener of this.#listeners) listener();
  }

  #find(): void {
    if (this.#isSeen) return;
    this.#isSeen = true;
    const address = formatAddress(this.#afserver.address);
    this.#log.info({ afserver: address, hosts: this.#farm?.hosts.length ?? 0 }, "afserver is seen");
    this.#afserver.info().then(
      (info) => {
        this.#dialect = maskDialect(info);
      },
      // Without its version masks are planned for a current one; it is asked again when it comes back.
      (error: unknown) =>
        this.#log.warn({ afserver: address, error: String(error) }, "afserver told no version"),
    );
  }

  #lose(error: Error): void {
    if (!this.#isSeen && this.#farm) return;
    this.#isSeen = false;
    this.#log.warn(
      { afserver: formatAddress(this.#afserver.address), error: error.message },
      "afserver is away",
    );
  }
}

function isSame(before: Farm, after: Farm): boolean {
  if (before.hosts.length !== after.hosts.length) return false;
  return before.hosts.every(({ name, online }, index) => {
    const host = after.hosts[index];
    return host?.name === name && host.online === online;
  });
}
