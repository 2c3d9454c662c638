// A store of one's own, all in one JSON file, with pools and their history alone: what a `PoolStore` has to do, at its shortest. The test
// beside it runs the cases of `@afpools/core/testing`, which tell whether it does it. It is for one process at a time and for few pools,
// as it writes the whole file each time; `@afpools/store-sqlite` is neither slower to set up nor so limited.
import {
  applyChange,
  changeNotFoundError,
  deletionOf,
  findPool,
  findPoolInChanges,
  type HistoryQuery,
  type PoolChange,
  type PoolStore,
  type PoolWatch,
  pollingWatch,
  type StoreListener,
} from "@afpools/core";
import { JsonFile } from "./json-file.js";

export class JsonFilePools implements PoolStore {
  protected readonly file: JsonFile;
  readonly #watches = new Set<PoolWatch>();

  protected constructor(file: JsonFile) {
    this.file = file;
  }

  /** @throws AfpoolsError `STORE_UNAVAILABLE` when the file is there and cannot be read. */
  static async open(path: string): Promise<JsonFilePools> {
    return new JsonFilePools(await JsonFile.open(path));
  }

  get location() {
    return this.file.location;
  }

  async listPools() {
    return this.file.content.pools;
  }

  async findPool(idOrName: string) {
    return findPool(this.file.content.pools, idOrName);
  }

  write(change: PoolChange) {
    return this.writeBatch([change]);
  }

  async writeBatch(changes: readonly PoolChange[]) {
    // What applyChange throws is the contract's, and nothing is written then.
    await this.file.change(({ pools, changes: before }) => ({
      pools: changes.reduce(applyChange, pools),
      changes: [...before, ...changes],
    }));
    this.look();
  }

  async history({ poolId, limit, before }: HistoryQuery) {
    const { changes } = this.file.content;
    const end = before === undefined ? changes.length : changes.findIndex(({ id }) => id === before);
    if (end < 0) throw changeNotFoundError(before ?? "");
    const wanted = changes.slice(0, end).filter((change) => poolId === undefined || change.poolId === poolId);
    return wanted.reverse().slice(0, limit);
  }

  async findChange(id: string) {
    return this.file.content.changes.find((change) => change.id === id);
  }

  async findPoolInHistory(idOrName: string) {
    return findPoolInChanges(this.file.content.changes, idOrName);
  }

  /** Nobody else writes the file, so each look is cheap: it compares two references. */
  watch(listener: StoreListener): PoolWatch {
    const watch = pollingWatch({
      listener,
      intervalMs: 500,
      deletionOf: deletionOf((query) => this.history(query)),
      read: async (previous) => {
        const { pools } = this.file.content;
        return pools === previous ? undefined : pools;
      },
    });
    this.#watches.add(watch);
    const close = async () => {
      this.#watches.delete(watch);
      await watch.close();
    };
    return { refresh: watch.refresh, close };
  }

  async close() {
    await Promise.all([...this.#watches].map((watch) => watch.close()));
    await this.file.close();
  }

  /** Tells watches at once what is new. */
  protected look() {
    for (const watch of this.#watches) void watch.refresh().catch(() => undefined);
  }
}
