import { MemoryAccounts } from "../accounts/memory-accounts.js";
import { MemoryAnswers } from "../answers/memory-answers.js";
import { MemoryAudit } from "../audit/memory-audit.js";
import { Listeners, tellOne } from "../events/listeners.js";
import { MemoryFacts } from "../facts/memory-facts.js";
import type { Lease } from "../lease/lease.js";
import { findPool } from "../pools/find-pool.js";
import type { Pool } from "../pools/pool.js";
import { findPoolInChanges, type PoolChange } from "../pools/pool-change.js";
import { MemoryUsage } from "../usage/memory-usage.js";
import { applyChange } from "./apply-change.js";
import { toDeletion } from "./deletions.js";
import type { HistoryQuery, PoolStore, PoolWatch, StoreListener } from "./pool-store.js";
import type { StoreContents } from "./store-contents.js";
import { changeNotFoundError, notEmptyError, storeUnavailableError } from "./store-errors.js";

/** A store in memory, gone with the process: for tests, demos and pages without a server. */
export class MemoryStore implements PoolStore {
  readonly location = "memory:";
  readonly accounts = new MemoryAccounts(() => this.#assertOpen());
  readonly audit = new MemoryAudit(() => this.#assertOpen());
  readonly answers = new MemoryAnswers(() => this.#assertOpen());
  readonly facts = new MemoryFacts(() => this.#assertOpen());
  readonly usage = new MemoryUsage(() => this.#assertOpen());
  #pools: readonly Pool[];
  readonly #changes: PoolChange[] = [];
  readonly #leases = new Map<string, Lease>();
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

  async readLease(name: string): Promise<Lease> {
    this.#assertOpen();
    return this.#leases.get(name) ?? { name, holder: "", beat: 0 };
  }

  async claimLease(lease: Lease): Promise<boolean> {
    this.#assertOpen();
    if ((this.#leases.get(lease.name)?.beat ?? 0) !== lease.beat - 1) return false;
    this.#leases.set(lease.name, lease);
    return true;
  }

  async contents(): Promise<StoreContents> {
    this.#assertOpen();
    const { users, credentials } = this.accounts.records();
    return { pools: this.#pools, history: [...this.#changes], users, credentials };
  }

  async fill({ pools, history, users, credentials }: StoreContents): Promise<void> {
    this.#assertOpen();
    const hasUsers = users.length > 0 && this.accounts.records().users.length > 0;
    if (this.#pools.length > 0 || this.#changes.length > 0 || hasUsers) throw notEmptyError(this.location);
    this.#pools = pools;
    this.#changes.push(...history);
    this.accounts.put(users, credentials);
    this.#watches.tell();
  }

  async diagnose() {
    this.#assertOpen();
    return [];
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#watches.clear();
  }

  #assertOpen(): void {
    if (this.#closed) throw storeUnavailableError(this.location, "it was closed");
  }
}
