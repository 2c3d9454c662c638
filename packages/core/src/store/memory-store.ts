import { MemoryAccounts } from "../accounts/memory-accounts.js";
import { MemoryAnswers } from "../answers/memory-answers.js";
import { MemoryAudit } from "../audit/memory-audit.js";
import { Listeners, tellOne } from "../events/listeners.js";
import { MemoryFacts } from "../facts/memory-facts.js";
import { MemoryLeases } from "../lease/memory-leases.js";
import { findPool } from "../pools/find-pool.js";
import type { Pool } from "../pools/pool.js";
import { findPoolInChanges, type PoolChange } from "../pools/pool-change.js";
import { MemoryUsage } from "../usage/memory-usage.js";
import { applyChange } from "./apply-change.js";
import { toDeletion } from "./deletions.js";
import type { CompleteStore, HistoryQuery, PoolWatch, StoreListener } from "./pool-store.js";
import type { ContentsStore, StoreContents } from "./store-contents.js";
import { changeNotFoundError, notEmptyError, storeUnavailableError } from "./store-errors.js";
import type { StoreFinding } from "./store-parts.js";

/** A store in memory, gone with the process: for tests, demos and pages without a server. */
export class MemoryStore implements CompleteStore {
  readonly location = "memory:";
  readonly accounts = new MemoryAccounts(() => this.#assertOpen());
  readonly audit = new MemoryAudit(() => this.#assertOpen());
  readonly answers = new MemoryAnswers(() => this.#assertOpen());
  readonly facts = new MemoryFacts(() => this.#assertOpen());
  readonly usage = new MemoryUsage(() => this.#assertOpen());
  readonly leases = new MemoryLeases(() => this.#assertOpen());
  readonly contents: ContentsStore = {
    read: () => this.#contents(),
    fill: (contents) => this.#fill(contents),
  };
  #pools: readonly Pool[];
  readonly #changes: PoolChange[] = [];
  readonly #watches = new Listeners<void>();
  #closed = false;

  constructor(pools: readonly Pool[] = []) {
    this.#pools = pools;
  }

  async listPools(): Promise<readonly Pool[]> {
    this.#assertOpen();
    return this.#pools;
  }

  async findPool(idOrName: string): Promise<Pool | undefined> {
    this.#assertOpen();
    return findPool(this.#pools, idOrName);
  }

  write(change: PoolChange): Promise<void> {
    return this.writeBatch([change]);
  }

  async writeBatch(changes: readonly PoolChange[]): Promise<void> {
    this.#assertOpen();
    this.#pools = changes.reduce(applyChange, this.#pools);
    this.#changes.push(...changes);
    this.#watches.tell();
  }

  async history({ poolId, limit, before }: HistoryQuery): Promise<readonly PoolChange[]> {
    this.#assertOpen();
    const end =
      before === undefined ? this.#changes.length : this.#changes.findIndex(({ id }) => id === before);
    if (before !== undefined && end < 0) throw changeNotFoundError(before);
    return this.#changes
      .slice(0, end)
      .filter((change) => poolId === undefined || change.poolId === poolId)
      .reverse()
      .slice(0, limit);
  }

  async findChange(id: string): Promise<PoolChange | undefined> {
    this.#assertOpen();
    return this.#changes.find((change) => change.id === id);
  }

  async findPoolInHistory(idOrName: string): Promise<string | undefined> {
    this.#assertOpen();
    return findPoolInChanges(this.#changes, idOrName);
  }

  watch(listener: StoreListener): PoolWatch {
    this.#assertOpen();
    let watching = true;
    /** How many changes were told, once all pools were. */
    let told: number | undefined;
    const tell = () => {
      if (!watching || this.#closed) return;
      const news = told === undefined ? [] : this.#changes.slice(told);
      told = this.#changes.length;
      const deletions = news.map(toDeletion).filter((deletion) => deletion !== undefined);
      tellOne(listener, { kind: "pools", pools: this.#pools, ...(deletions.length > 0 && { deletions }) });
    };
    const end = this.#watches.add(tell);
    queueMicrotask(tell);
    return {
      refresh: async () => {
        this.#assertOpen();
        tell();
      },
      close: async () => {
        watching = false;
        end();
      },
    };
  }

  async diagnose(): Promise<readonly StoreFinding[]> {
    this.#assertOpen();
    return [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watches.clear();
  }

  async #contents(): Promise<StoreContents> {
    this.#assertOpen();
    const { users, credentials } = this.accounts.records();
    return { pools: this.#pools, history: [...this.#changes], users, credentials };
  }

  async #fill({ pools, history, users, credentials }: StoreContents): Promise<void> {
    this.#assertOpen();
    const hasUsers = users.length > 0 && this.accounts.records().users.length > 0;
    if (this.#pools.length > 0 || this.#changes.length > 0 || hasUsers) throw notEmptyError(this.location);
    this.#pools = pools;
    this.#changes.push(...history);
    this.accounts.put(users, credentials);
    this.#watches.tell();
  }

  #assertOpen(): void {
    if (this.#closed) throw storeUnavailableError(this.location, "it was closed");
  }
}
