// A store of one's own, all in one JSON file: what a `PoolStore` has to do, at its shortest. The test beside it runs the cases of
// `@afpools/core/testing`, which tell whether it does it. It is for one process at a time and for few pools, as it writes the whole
// file each time; `@afpools/store-sqlite` is neither slower to set up nor so limited.
import {
  applyChange,
  changeNotFoundError,
  deletionOf,
  findPool,
  findPoolInChanges,
  type HistoryQuery,
  type Lease,
  notEmptyError,
  type PoolChange,
  type PoolStore,
  type PoolWatch,
  pollingWatch,
  type StoreContents,
  type StoreListener,
} from "@afpools/core";
import { JsonFile } from "./json-file.js";
import { JsonFileAccounts } from "./json-file-accounts.js";
import { JsonFileAnswers } from "./json-file-answers.js";
import { JsonFileAudit } from "./json-file-audit.js";

export class JsonFileStore implements PoolStore {
  readonly accounts: JsonFileAccounts;
  readonly audit: JsonFileAudit;
  readonly answers: JsonFileAnswers;
  readonly #file: JsonFile;
  readonly #watches = new Set<PoolWatch>();

  private constructor(file: JsonFile) {
    this.#file = file;
    this.accounts = new JsonFileAccounts(file);
    this.audit = new JsonFileAudit(file);
    this.answers = new JsonFileAnswers(file);
  }

  /** @throws AfpoolsError `STORE_UNAVAILABLE` when the file is there and cannot be read. */
  static async open(path: string): Promise<JsonFileStore> {
    return new JsonFileStore(await JsonFile.open(path));
  }

  get location() {
    return this.#file.location;
  }

  async listPools() {
    return this.#file.content.pools;
  }

  async findPool(idOrName: string) {
    return findPool(this.#file.content.pools, idOrName);
  }

  write(change: PoolChange) {
    return this.writeBatch([change]);
  }

  async writeBatch(changes: readonly PoolChange[]) {
    // What applyChange throws is the contract's, and nothing is written then.
    await this.#file.change(({ pools, changes: before }) => ({
      pools: changes.reduce(applyChange, pools),
      changes: [...before, ...changes],
    }));
    for (const watch of this.#watches) void watch.refresh().catch(() => undefined);
  }

  async history({ poolId, limit, before }: HistoryQuery) {
    const { changes } = this.#file.content;
    const end = before === undefined ? changes.length : changes.findIndex(({ id }) => id === before);
    if (end < 0) throw changeNotFoundError(before ?? "");
    const wanted = changes.slice(0, end).filter((change) => poolId === undefined || change.poolId === poolId);
    return wanted.reverse().slice(0, limit);
  }

  async findChange(id: string) {
    return this.#file.content.changes.find((change) => change.id === id);
  }

  async findPoolInHistory(idOrName: string) {
    return findPoolInChanges(this.#file.content.changes, idOrName);
  }

  /** Nobody else writes the file, so each look is cheap: it compares two references. */
  watch(listener: StoreListener): PoolWatch {
    const watch = pollingWatch({
      listener,
      intervalMs: 500,
      deletionOf: deletionOf((query) => this.history(query)),
      read: async (previous) => {
        const { pools } = this.#file.content;
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

  async readLease(name: string): Promise<Lease> {
    return this.#file.content.leases.find((lease) => lease.name === name) ?? { name, holder: "", beat: 0 };
  }

  async claimLease(lease: Lease) {
    let isClaimed = false;
    await this.#file.change(({ leases }) => {
      const now = leases.find(({ name }) => name === lease.name);
      isClaimed = (now?.beat ?? 0) === lease.beat - 1;
      return isClaimed ? { leases: [...leases.filter((other) => other !== now), lease] } : {};
    });
    return isClaimed;
  }

  async contents(): Promise<StoreContents> {
    const { pools, changes: history, users, credentials } = this.#file.content;
    return { pools, history, users, credentials };
  }

  async fill({ pools, history, users, credentials }: StoreContents) {
    await this.#file.change((content) => {
      const areUsersThere = users.length > 0 && content.users.length > 0;
      if (content.pools.length > 0 || content.changes.length > 0 || areUsersThere) {
        throw notEmptyError(this.location);
      }
      return { pools, changes: history, ...(users.length > 0 && { users, credentials }) };
    });
    for (const watch of this.#watches) void watch.refresh().catch(() => undefined);
  }

  async diagnose() {
    return [];
  }

  async close() {
    await Promise.all([...this.#watches].map((watch) => watch.close()));
    await this.#file.close();
  }
}
