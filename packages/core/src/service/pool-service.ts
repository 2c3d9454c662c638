import { AfpoolsError } from "../errors.js";
import { Listeners } from "../events/listeners.js";
import type { Farm } from "../farm/farm.js";
import type { Pool } from "../pools/pool.js";
import { type Author, type PoolChange, poolAfter } from "../pools/pool-change.js";
import { diffPools, emptyPoolContent, invertDiff, isEmptyDiff, type PoolDiff } from "../pools/pool-diff.js";
import { isPoolId, newId } from "../pools/pool-id.js";
import { poolNameKey } from "../pools/pool-name.js";
import { poolAt, poolsAt } from "../pools/pools-at.js";
import type { PoolStore } from "../store/pool-store.js";
import {
  changeNotFoundError,
  conflictError,
  nameTakenError,
  poolNotFoundError,
} from "../store/store-errors.js";
import { quoted } from "../text/show.js";
import { applyDraft, applyEdit } from "./apply-edit.js";
import { checkAuthor } from "./author.js";
import { checkRules, touchesRules } from "./check-rules.js";
import { KnownNames } from "./known-names.js";
import {
  checkAdditions,
  checkPoolCount,
  checkPoolSize,
  defaultPoolCaps,
  type PoolCaps,
} from "./pool-caps.js";
import type { PoolDraft, PoolEdit, PoolHistoryQuery, Pools, PoolWrite, WriteOptions } from "./pools.js";
import { TaskQueues } from "./task-queues.js";
import { undoConflict, undoneDiff } from "./undo.js";

/** How often an edit that names no revision is tried again when others write the same pool at the same time. */
const maxAttempts = 20;

/** The most changes that a history gives at once. */
const maxHistory = 10_000;

/** Is told each change once it is written. */
export type ChangeListener = (change: PoolChange) => void;

type Order = Pick<PoolChange, "kind" | "poolId" | "poolName" | "revision" | "diff" | "undoes">;

export interface PoolServiceOptions {
  /** The time of changes. Default: the system's. */
  readonly now?: () => Date;
  /** Which pools there are, where that is known without listing those of the store. */
  readonly knownPools?: () => readonly Pool[];
  /** How large pools may become. Default: {@link defaultPoolCaps}; their number has a cap where `knownPools` tells it. */
  readonly caps?: () => PoolCaps;
  /** The hosts of the farm, asked when hosts are added: they are stored in its spelling. Nothing while it is not known. */
  readonly farm?: () => Farm | undefined | Promise<Farm | undefined>;
}

/** {@link Pools} over a store: every write is validated, compared by revision, written with its history, published. */
export class PoolService implements Pools {
  readonly #store: PoolStore;
  readonly #now: () => Date;
  readonly #names: KnownNames;
  readonly #caps: () => PoolCaps;
  readonly #knownPools: (() => readonly Pool[]) | undefined;
  readonly #farm: NonNullable<PoolServiceOptions["farm"]>;
  readonly #listeners = new Listeners<PoolChange>();
  readonly #queues = new TaskQueues();

  constructor(store: PoolStore, options: PoolServiceOptions = {}) {
    const {
      now = () => new Date(),
      knownPools,
      caps = () => defaultPoolCaps,
      farm = () => undefined,
    } = options;
    this.#store = store;
    this.#now = now;
    this.#caps = caps;
    this.#knownPools = knownPools;
    this.#names = new KnownNames(async () => knownPools?.() ?? store.listPools(), now);
    this.#farm = farm;
  }

  /** Calls `listener` after each change made through this service. Returns what ends that. */
  subscribe(listener: ChangeListener): () => void {
    return this.#listeners.add(listener);
  }

  async list(): Promise<readonly Pool[]> {
    return poolsAt(await this.#store.listPools(), this.#now().getTime()).pools;
  }

  async get(pool: string): Promise<Pool> {
    const found = await this.#store.findPool(pool);
    if (!found) throw poolNotFoundError(pool);
    return poolAt(found, this.#now().getTime());
  }

  async create(
    draft: PoolDraft,
    author: Author,
    options: Pick<WriteOptions, "dryRun"> = {},
  ): Promise<PoolWrite> {
    const writer = checkAuthor(author);
    const caps = this.#caps();
    checkAdditions(draft, caps);
    if (this.#knownPools) checkPoolCount(this.#knownPools().length + 1, caps);
    const { content, already } = applyDraft(draft, await this.#farmFor(draft.hosts));
    checkPoolSize(emptyPoolContent, content, caps);
    const change = await this.#write(undefined, writer, options, {
      kind: "create",
      ...(await this.#birthOf(draft)),
      poolName: content.name,
      diff: diffPools(emptyPoolContent, content),
    });
    return { pool: poolAfter(undefined, change), change, already, absent: [] };
  }

  async update(pool: string, edit: PoolEdit, author: Author, options: WriteOptions = {}): Promise<PoolWrite> {
    const writer = checkAuthor(author);
    checkAdditions(edit, this.#caps());
    const farm = await this.#farmFor(edit.addHosts);
    return this.#inTurn(pool, options, async () => {
      const before = await this.#getAt(pool, options);
      const { content, already, absent } = applyEdit(before, edit, farm);
      checkPoolSize(before, content, this.#caps());
      const write = await this.#writeUpdate(before, diffPools(before, content), writer, options);
      return { ...write, already, absent };
    });
  }

  async delete(pool: string, author: Author, options: WriteOptions = {}): Promise<PoolWrite> {
    const writer = checkAuthor(author);
    return this.#inTurn(pool, options, async () => {
      const before = await this.#getAt(pool, options);
      return this.#writeDelete(before, writer, options);
    });
  }

  async history({ pool: wanted, limit = 50, before }: PoolHistoryQuery = {}): Promise<readonly PoolChange[]> {
    if (!Number.isInteger(limit) || limit < 1 || limit > maxHistory) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        `The limit of a history is 1 to ${maxHistory}, not ${limit}.`,
      );
    }
    const page = { limit, ...(before !== undefined && { before }) };
    if (wanted === undefined) return this.#store.history(page);
    const pool = await this.#store.findPool(wanted);
    const poolId = pool?.id ?? (await this.#store.findPoolInHistory(wanted));
    if (poolId === undefined) throw poolNotFoundError(wanted);
    return this.#store.history({ poolId, ...page });
  }

  async undo(
    changeId: string,
    author: Author,
    options: Pick<WriteOptions, "dryRun"> = {},
  ): Promise<PoolWrite> {
    const writer = checkAuthor(author);
    const change = await this.#store.findChange(changeId);
    if (!change) throw changeNotFoundError(changeId);
    return this.#inTurn(change.poolId, {}, async () => {
      const pool = await this.#store.findPool(change.poolId);
      if (change.kind === "delete") return this.#recreate(change, pool, writer, options);
      if (!pool) throw poolNotFoundError(change.poolName);
      if (change.kind === "update")
        return this.#writeUpdate(pool, undoneDiff(pool, change), writer, options, change.id);
      if (pool.revision !== change.revision)
        throw undoConflict(change, "the pool was changed since it was made");
      return this.#writeDelete(pool, writer, options, change.id);
    });
  }

  /** The id and the first revision of a new pool. One of an id that was deleted goes on behind its last change. */
  async #birthOf({ id }: PoolDraft): Promise<Pick<PoolChange, "poolId" | "revision">> {
    if (id === undefined) return { poolId: newId(this.#now()), revision: 1 };
    if (!isPoolId(id)) {
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        `${quoted(id, 80)} is not the id of a pool: 24 hexadecimal digits in lower case.`,
      );
    }
    const current = await this.#store.findPool(id);
    if (current) throw conflictError({ kind: "create", poolId: id, revision: 1 }, current);
    const [newest] = await this.#store.history({ poolId: id, limit: 1 });
    return { poolId: id, revision: (newest?.revision ?? 0) + 1 };
  }

  /** The farm, where there are hosts to be spelled as it spells them. */
  async #farmFor(hosts: readonly unknown[] = []): Promise<Farm | undefined> {
    return hosts.length === 0 ? undefined : this.#farm();
  }

  async #getAt(pool: string, { ifRevision }: WriteOptions): Promise<Pool> {
    const current = await this.get(pool);
    if (ifRevision === undefined || ifRevision === current.revision) return current;
    throw conflictError({ kind: "update", poolId: current.id, revision: ifRevision + 1 }, current);
  }

  async #writeUpdate(
    before: Pool,
    diff: PoolDiff,
    author: Author,
    options: WriteOptions,
    undoes?: string,
  ): Promise<PoolWrite> {
    if (isEmptyDiff(diff)) return { pool: before, change: null, already: [], absent: [] };
    const change = await this.#write(before, author, options, {
      kind: "update",
      poolId: before.id,
      poolName: diff.name?.after ?? before.name,
      revision: before.revision + 1,
      diff,
      ...(undoes && { undoes }),
    });
    return { pool: poolAfter(before, change), change, already: [], absent: [] };
  }

  async #writeDelete(
    before: Pool,
    author: Author,
    options: WriteOptions,
    undoes?: string,
  ): Promise<PoolWrite> {
    const change = await this.#write(before, author, options, {
      kind: "delete",
      poolId: before.id,
      poolName: before.name,
      revision: before.revision + 1,
      diff: diffPools(before, emptyPoolContent),
      ...(undoes && { undoes }),
    });
    return { pool: null, change, already: [], absent: [] };
  }

  async #recreate(
    deletion: PoolChange,
    current: Pool | undefined,
    author: Author,
    options: WriteOptions,
  ): Promise<PoolWrite> {
    const [newest] = await this.#store.history({ poolId: deletion.poolId, limit: 1 });
    if (current || newest?.id !== deletion.id) throw undoConflict(deletion, "the pool was made again since");
    const change = await this.#write(undefined, author, options, {
      kind: "create",
      poolId: deletion.poolId,
      poolName: deletion.poolName,
      revision: deletion.revision + 1,
      diff: invertDiff(deletion.diff),
      undoes: deletion.id,
    });
    return { pool: poolAfter(undefined, change), change, already: [], absent: [] };
  }

  async #write(
    before: Pool | undefined,
    { name, origin }: Author,
    { dryRun = false }: WriteOptions,
    order: Order,
  ): Promise<PoolChange> {
    const now = this.#now();
    const change: PoolChange = { id: newId(now), ...order, by: name, origin, at: now.toISOString() };
    await this.#checkRules(before, change);
    if (change.kind !== "delete" && change.diff.name) {
      await this.#names.assertNotConfusable(change.poolId, change.diff.name.after);
    }
    if (dryRun) {
      await this.#assertNameIsFree(change);
      return change;
    }
    await this.#store.write(change);
    await this.#names.note(change);
    this.#listeners.tell(change);
    return change;
  }

  /**
   * Does one write to a pool after another; tries again while another process wrote the pool between our reading and
   * writing, unless the author named the revision.
   */
  #inTurn<T>(pool: string, { ifRevision }: WriteOptions, attempt: () => Promise<T>): Promise<T> {
    return this.#queues.run(poolNameKey(pool), async () => {
      for (let attempts = 1; ; attempts += 1) {
        try {
          return await attempt();
        } catch (error) {
          if (!isBeaten(error) || ifRevision !== undefined || attempts === maxAttempts) throw error;
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * attempts));
        }
      }
    });
  }

  async #checkRules(before: Pool | undefined, change: PoolChange): Promise<void> {
    const after = change.kind === "delete" ? undefined : poolAfter(before, change);
    const ruleChange = { poolId: change.poolId, after, added: after ? (change.diff.rules?.added ?? []) : [] };
    if (touchesRules(before, ruleChange)) checkRules(await this.#store.listPools(), ruleChange);
  }

  /** The one thing that is left to the store to refuse. */
  async #assertNameIsFree({ kind, poolId, diff }: PoolChange): Promise<void> {
    if (kind === "delete" || !diff.name) return;
    const rival = await this.#store.findPool(diff.name.after);
    if (rival && rival.id !== poolId) throw nameTakenError(diff.name.after);
  }
}

/** Did another write come between? A conflict of an undo is none that trying again could solve. */
function isBeaten(error: unknown): boolean {
  return error instanceof AfpoolsError && error.code === "CONFLICT" && "actualRevision" in error.details;
}
