import { AfpoolsError } from "../errors.js";
import { Listeners } from "../events/listeners.js";
import type { Farm } from "../farm/farm.js";
import { assertNoPoolsInRules, namesOneHost, poolsForHosts } from "../pools/bare-names.js";
import { isHold } from "../pools/hold.js";
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
import { inTurns, nextTurn } from "../work/in-turns.js";
import { applyDraft, applyEdit } from "./apply-edit.js";
import { checkAuthor } from "./author.js";
import { checkHoldTimes } from "./check-hold-times.js";
import { checkRules, type RuleChange, touchesRules } from "./check-rules.js";
import { KnownNames } from "./known-names.js";
import {
  checkAdditions,
  checkHolds,
  checkPoolCount,
  checkPoolSize,
  checkRemovals,
  defaultPoolCaps,
  type PoolCaps,
} from "./pool-caps.js";
import type {
  PoolDraft,
  PoolEdit,
  PoolHistoryQuery,
  PoolOrder,
  Pools,
  PoolWrite,
  UndoWrite,
  WriteOptions,
} from "./pools.js";
import { TaskQueues } from "./task-queues.js";
import { undoConflict, undoneDiff } from "./undo.js";

/** How often an edit that names no revision is tried again when others write the same pool at the same time. */
const maxAttempts = 20;

/** How many changes of a batch are read at once. */
const batchPage = 100;

/** How many writes of a batch are worked out before something else is done. */
const plannedAtOnce = 5;

/** The most changes that a history gives at once. */
const maxHistory = 10_000;

/** Is told each change once it is written. */
export type ChangeListener = (change: PoolChange) => void;

/** A write that is worked out and not yet done. */
interface Planned extends Pick<PoolWrite, "already" | "absent"> {
  /** Nothing for a pool that is made. */
  readonly before: Pool | undefined;
  /** Nothing where there is nothing to change. */
  readonly order:
    | Pick<PoolChange, "kind" | "poolId" | "poolName" | "revision" | "diff" | "undoes">
    | undefined;
}

export interface PoolServiceOptions {
  /** The time of changes. Default: the system's. */
  readonly now?: () => Date;
  /** Which pools there are, where that is known without listing those of the store. */
  readonly knownPools?: () => readonly Pool[];
  /**
   * All pools as they are now, where that takes less than listing those of the store, such as by `LivePools.refresh`. Rules are
   * checked on them. Default: those of the store.
   */
  readonly currentPools?: () => Promise<readonly Pool[]>;
  /** How large pools may become. Default: {@link defaultPoolCaps}; their number has a cap where `knownPools` tells it. */
  readonly caps?: () => PoolCaps;
  /**
   * The hosts of the farm, asked when hosts are added: they are stored in its spelling. Nothing while it is not known. Rules that are
   * the bare name of a pool and of no host are refused only where this is given.
   */
  readonly farm?: () => Farm | undefined | Promise<Farm | undefined>;
}

/** {@link Pools} over a store: every write is validated, compared by revision, written with its history, published. */
export class PoolService implements Pools {
  readonly #store: PoolStore;
  readonly #now: () => Date;
  readonly #names: KnownNames;
  readonly #caps: () => PoolCaps;
  readonly #knownPools: (() => readonly Pool[]) | undefined;
  readonly #currentPools: () => Promise<readonly Pool[]>;
  readonly #farm: PoolServiceOptions["farm"];
  readonly #listeners = new Listeners<PoolChange>();
  readonly #queues = new TaskQueues();

  constructor(store: PoolStore, options: PoolServiceOptions = {}) {
    const {
      now = () => new Date(),
      knownPools,
      currentPools = () => store.listPools(),
      caps = () => defaultPoolCaps,
      farm,
    } = options;
    this.#store = store;
    this.#now = now;
    this.#caps = caps;
    this.#knownPools = knownPools;
    this.#currentPools = currentPools;
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
    const planned = await this.#planCreate(draft);
    this.#checkTimes(planned);
    return this.#writeOne(planned, writer, options);
  }

  async update(pool: string, edit: PoolEdit, author: Author, options: WriteOptions = {}): Promise<PoolWrite> {
    const writer = checkAuthor(author);
    return this.#inTurn(pool, options, async () => {
      const planned = await this.#planUpdate(pool, edit, options);
      this.#checkTimes(planned);
      return this.#writeOne(planned, writer, options);
    });
  }

  async delete(pool: string, author: Author, options: WriteOptions = {}): Promise<PoolWrite> {
    const writer = checkAuthor(author);
    return this.#inTurn(pool, options, async () =>
      this.#writeOne(await this.#planDelete(pool, options), writer, options),
    );
  }

  async batch(
    orders: readonly PoolOrder[],
    author: Author,
    options: Pick<WriteOptions, "dryRun"> = {},
  ): Promise<readonly PoolWrite[]> {
    const writer = checkAuthor(author);
    const count = orders.filter(({ kind }) => kind === "create").length;
    if (this.#knownPools && count > 0) checkPoolCount(this.#knownPools().length + count, this.#caps());
    const seen = orders.some((order) => order.kind !== "create" && order.ifRevision !== undefined);
    return retried(seen, async () => {
      const planned: Planned[] = [];
      for (const order of orders) {
        if (planned.length % plannedAtOnce === plannedAtOnce - 1) await nextTurn();
        planned.push(await this.#planOrder(order));
      }
      assertNoPoolTwice(planned);
      return this.#write(planned, writer, options);
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
  ): Promise<UndoWrite> {
    const writer = checkAuthor(author);
    const change = await this.#store.findChange(changeId);
    if (!change) throw changeNotFoundError(changeId);
    const changes = await this.#batchOf(change);
    return this.#inTurn(change.poolId, {}, async () => {
      const planned: Planned[] = [];
      for (const each of changes) planned.push(await this.#planUndo(each));
      const writes = await this.#write(planned, writer, options);
      const wanted = changes.findIndex(({ id }) => id === change.id);
      const write = writes[wanted] ?? nothingWritten(null);
      return { ...write, others: writes.filter((_, index) => index !== wanted) };
    });
  }

  /** The changes that were written together with `change`, and itself: the newest first, as they are undone. */
  async #batchOf(change: PoolChange): Promise<readonly PoolChange[]> {
    const { batch } = change;
    if (batch === undefined) return [change];
    const newest = batch === change.id ? change : await this.#store.findChange(batch);
    if (!newest) throw changeNotFoundError(batch);
    const found = [newest];
    for (let before = batch; ; ) {
      const older = await this.#store.history({ limit: batchPage, before });
      const together = older.findIndex((each) => each.batch !== batch);
      found.push(...(together < 0 ? older : older.slice(0, together)));
      const last = older.at(-1);
      if (together >= 0 || !last) return found;
      before = last.id;
    }
  }

  #planOrder(order: PoolOrder): Promise<Planned> {
    switch (order.kind) {
      case "create":
        return this.#planCreate(order.draft);
      case "update":
        return this.#planUpdate(order.pool, order.edit, order);
      case "delete":
        return this.#planDelete(order.pool, order);
    }
  }

  async #planCreate(draft: PoolDraft): Promise<Planned> {
    const caps = this.#caps();
    checkAdditions(draft, caps);
    if (this.#knownPools) checkPoolCount(this.#knownPools().length + 1, caps);
    const { content, already } = applyDraft(draft, await this.#farmFor(draft.hosts));
    checkPoolSize(emptyPoolContent, content, caps);
    const order = {
      kind: "create",
      ...(await this.#birthOf(draft)),
      poolName: content.name,
      diff: diffPools(emptyPoolContent, content),
    } as const;
    return { before: undefined, order, already, absent: [] };
  }

  async #planUpdate(pool: string, edit: PoolEdit, options: WriteOptions): Promise<Planned> {
    checkAdditions(edit, this.#caps());
    const farm = await this.#farmFor(edit.addHosts);
    const before = await this.#getAt(pool, options);
    checkRemovals(edit, before, this.#caps());
    const { content, already, absent } = applyEdit(before, edit, farm);
    checkPoolSize(before, content, this.#caps());
    return { ...plannedUpdate(before, diffPools(before, content)), already, absent };
  }

  /** Batches may bring back holds of the past: from a file, or from the history. */
  #checkTimes({ order }: Planned): void {
    if (order) checkHoldTimes(order.poolName, order.diff.rules?.added ?? [], this.#now().getTime());
  }

  async #planDelete(pool: string, options: WriteOptions): Promise<Planned> {
    return plannedDelete(await this.#getAt(pool, options));
  }

  async #planUndo(change: PoolChange): Promise<Planned> {
    const pool = await this.#store.findPool(change.poolId);
    if (change.kind === "delete") return this.#planRecreate(change, pool);
    if (!pool) throw poolNotFoundError(change.poolName);
    if (change.kind === "update") return plannedUpdate(pool, undoneDiff(pool, change), change.id);
    if (pool.revision !== change.revision) {
      throw undoConflict(change, "the pool was changed since it was made");
    }
    return plannedDelete(pool, change.id);
  }

  async #planRecreate(deletion: PoolChange, current: Pool | undefined): Promise<Planned> {
    const [newest] = await this.#store.history({ poolId: deletion.poolId, limit: 1 });
    if (current || newest?.id !== deletion.id) throw undoConflict(deletion, "the pool was made again since");
    const order = {
      kind: "create",
      poolId: deletion.poolId,
      poolName: deletion.poolName,
      revision: deletion.revision + 1,
      diff: invertDiff(deletion.diff),
      undoes: deletion.id,
    } as const;
    return { before: undefined, order, already: [], absent: [] };
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
    return hosts.length === 0 ? undefined : this.#farm?.();
  }

  async #getAt(pool: string, { ifRevision }: WriteOptions): Promise<Pool> {
    const current = await this.get(pool);
    if (ifRevision === undefined || ifRevision === current.revision) return current;
    throw conflictError({ kind: "update", poolId: current.id, revision: ifRevision + 1 }, current);
  }

  async #writeOne(planned: Planned, author: Author, options: WriteOptions): Promise<PoolWrite> {
    const [write = nothingWritten(null)] = await this.#write([planned], author, options);
    return write;
  }

  /** Does what is planned, all of it or nothing. */
  async #write(
    planned: readonly Planned[],
    { name, origin }: Author,
    { dryRun = false }: WriteOptions,
  ): Promise<readonly PoolWrite[]> {
    const now = this.#now();
    const changes = planned.map(
      ({ order }): PoolChange | undefined =>
        order && { id: newId(now), ...order, by: name, origin, at: now.toISOString() },
    );
    const batch = changes.filter((change) => change !== undefined);
    const last = batch.at(-1);
    const together = batch.length > 1 && last ? { batch: last.id } : {};
    const writes = planned.map(({ before, already, absent }, index): PoolWrite => {
      const change = changes[index];
      if (!change) return { ...nothingWritten(before ?? null), already, absent };
      const pool = change.kind === "delete" ? null : poolAfter(before, change);
      return { pool, change: { ...change, ...together }, already, absent };
    });
    const written = writes.flatMap(({ change }) => change ?? []);
    await this.#check(planned, writes);
    await this.#names.assertNotConfusable(written);
    if (dryRun) {
      await this.#assertNamesAreFree(written);
      return writes;
    }
    await this.#record(written);
    return writes;
  }

  async #record(changes: readonly PoolChange[]): Promise<void> {
    const [first, ...others] = changes;
    if (!first) return;
    if (others.length === 0) await this.#store.write(first);
    else if (this.#store.writeBatch) await this.#store.writeBatch(changes);
    else throw noBatchError(this.#store.location);
    await this.#names.note(changes);
    for (const change of changes) this.#listeners.tell(change);
  }

  /** Does one write to a pool after another. */
  #inTurn<T>(pool: string, { ifRevision }: WriteOptions, attempt: () => Promise<T>): Promise<T> {
    return this.#queues.run(poolNameKey(pool), () => retried(ifRevision !== undefined, attempt));
  }

  async #check(planned: readonly Planned[], writes: readonly PoolWrite[]): Promise<void> {
    const changes = writes.flatMap(({ pool, change }, index) =>
      change
        ? {
            before: planned[index]?.before,
            after: pool ?? undefined,
            added: pool ? (change.diff.rules?.added ?? []) : [],
          }
        : [],
    );
    const isHolding = ({ before, after, added }: RuleChange) =>
      after !== undefined && isHold(after) && (added.length > 0 || before?.name !== after.name);
    const holds = changes.some(isHolding);
    // What an undo brings back was accepted when it was written.
    const typed = writes
      .flatMap(({ change }) => (change && !change.undoes ? (change.diff.rules?.added ?? []) : []))
      .filter(namesOneHost);
    if (!holds && typed.length === 0 && !changes.some(touchesRules)) return;
    const pools = await this.#currentPools();
    await inTurns(checkRules(pools, changes, this.#now().getTime()));
    const written = new Set(changes.flatMap(({ before, after }) => [before?.id, after?.id]));
    const others = pools.filter(({ id }) => !written.has(id));
    const after = changes.flatMap((change) => change.after ?? []);
    await this.#assertNoPoolsForHosts(typed, [...others, ...after]);
    if (holds) checkHolds(after, others, this.#caps());
  }

  /** @param rules those that name one host each */
  async #assertNoPoolsForHosts(rules: readonly string[], pools: readonly Pool[]): Promise<void> {
    const meant = this.#farm ? poolsForHosts(rules, pools) : [];
    if (meant.length > 0) assertNoPoolsInRules(meant, pools, await this.#farm?.());
  }

  /** The one thing that is left to the store to refuse. */
  async #assertNamesAreFree(changes: readonly PoolChange[]): Promise<void> {
    const written = new Set<string>();
    const given = new Set<string>();
    for (const { kind, poolId, poolName, diff } of changes) {
      const key = kind === "delete" ? undefined : poolNameKey(poolName);
      if (key !== undefined && diff.name) {
        const rival = await this.#store.findPool(poolName);
        const isTaken = rival && rival.id !== poolId && !written.has(rival.id);
        if (isTaken || given.has(key)) throw nameTakenError(poolName);
      }
      written.add(poolId);
      if (key !== undefined) given.add(key);
    }
  }
}

function plannedUpdate(before: Pool, diff: PoolDiff, undoes?: string): Planned {
  const order = {
    kind: "update",
    poolId: before.id,
    poolName: diff.name?.after ?? before.name,
    revision: before.revision + 1,
    diff,
    ...(undoes && { undoes }),
  } as const;
  return { before, order: isEmptyDiff(diff) ? undefined : order, already: [], absent: [] };
}

function plannedDelete(before: Pool, undoes?: string): Planned {
  const order = {
    kind: "delete",
    poolId: before.id,
    poolName: before.name,
    revision: before.revision + 1,
    diff: diffPools(before, emptyPoolContent),
    ...(undoes && { undoes }),
  } as const;
  return { before, order, already: [], absent: [] };
}

function nothingWritten(pool: Pool | null): PoolWrite {
  return { pool, change: null, already: [], absent: [] };
}

/** @throws AfpoolsError `INVALID_ARGUMENT` */
function assertNoPoolTwice(planned: readonly Planned[]): void {
  const seen = new Set<string>();
  for (const { before, order } of planned) {
    const id = before?.id ?? order?.poolId ?? "";
    if (seen.has(id)) {
      const name = before?.name ?? order?.poolName ?? "";
      throw new AfpoolsError(
        "INVALID_ARGUMENT",
        `The pool ${quoted(name)} is in the batch twice. Combine its changes into one write.`,
        {
          details: { pool: name },
        },
      );
    }
    seen.add(id);
  }
}

function noBatchError(location: string): AfpoolsError {
  return new AfpoolsError(
    "NOT_SUPPORTED",
    `The pool database ${location} writes one pool at a time: it cannot change several, all or none. Change them one by one.`,
    { details: { location } },
  );
}

/** Tries again while another process wrote a pool between our reading and writing, unless the author has `seen` its revision. */
async function retried<T>(seen: boolean, attempt: () => Promise<T>): Promise<T> {
  for (let attempts = 1; ; attempts += 1) {
    try {
      return await attempt();
    } catch (error) {
      if (!isBeaten(error) || seen || attempts === maxAttempts) throw error;
      await new Promise((resolve) => setTimeout(resolve, Math.random() * 10 * attempts));
    }
  }
}

/** Did another write come between? A conflict of an undo is none that trying again could solve. */
function isBeaten(error: unknown): boolean {
  return error instanceof AfpoolsError && error.code === "CONFLICT" && "actualRevision" in error.details;
}
