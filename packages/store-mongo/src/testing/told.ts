import type { Pool, PoolStore, PoolWatch, StoreEvent } from "@afpools/core";

/** What a watch has told, with a way to wait for it. */
export class Told {
  readonly events: StoreEvent[] = [];
  readonly watch: PoolWatch;
  #check: () => void = () => undefined;

  constructor(store: PoolStore) {
    this.watch = store.watch((event) => {
      this.events.push(event);
      this.#check();
    });
  }

  /** The pools as told, as soon as they are so; rejects when they are not within 2 s, which the contract promises. */
  async pools(isSo: (pools: readonly Pool[]) => boolean, withinMs = 2_000): Promise<readonly Pool[]> {
    const event = await this.#last((event) => event.kind === "pools" && isSo(event.pools), withinMs);
    return event.kind === "pools" ? event.pools : [];
  }

  /** Resolves once the database is told to be away. */
  async away(withinMs: number): Promise<void> {
    await this.#last((event) => event.kind === "away", withinMs);
  }

  #last(isSo: (event: StoreEvent) => boolean, withinMs: number): Promise<StoreEvent> {
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(
        () =>
          reject(
            new Error(
              `The watch did not tell it within ${withinMs} ms; last: ${JSON.stringify(this.events.at(-1))}`,
            ),
          ),
        withinMs,
      );
      this.#check = () => {
        const event = this.events.at(-1);
        if (!event || !isSo(event)) return;
        clearTimeout(deadline);
        resolve(event);
      };
      this.#check();
    });
  }
}
