import { type HistoryQuery, MemoryStore, type Pool, type PoolChange } from "@afpools/core";

/** A store whose history comes when the test says so. */
export class HangingStore extends MemoryStore {
  readonly #waiting: (() => void)[] = [];
  readonly #asked: (() => void)[] = [];

  constructor(pools: readonly Pool[] = []) {
    super(pools);
  }

  override async history(query: HistoryQuery): Promise<readonly PoolChange[]> {
    await new Promise<void>((resolve) => {
      this.#waiting.push(resolve);
      for (const tell of this.#asked.splice(0)) tell();
    });
    return super.history(query);
  }

  /** Resolves once this many wait for the history. */
  async asked(count = 1): Promise<void> {
    while (this.#waiting.length < count) await new Promise<void>((resolve) => this.#asked.push(resolve));
  }

  release(): void {
    for (const go of this.#waiting.splice(0)) go();
  }
}
