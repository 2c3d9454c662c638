import { type AfpoolsError, toAfpoolsError } from "../errors.js";
import { tellOne } from "../events/listeners.js";
import type { Pool } from "../pools/pool.js";
import type { PoolDeletion } from "../pools/pool-change.js";
import { type DeletionOf, deletionsBetween } from "./deletions.js";
import type { PoolWatch, StoreListener } from "./pool-store.js";

export interface PollingOptions {
  readonly listener: StoreListener;
  /**
   * All pools as they are now, or nothing when they are as in `previous`. Pools that did not change must be taken over
   * from `previous`.
   */
  read(
    previous: readonly Pool[] | undefined,
    reason: "timer" | "refresh",
  ): Promise<readonly Pool[] | undefined>;
  /** From the end of one look to the start of the next, in ms. */
  readonly intervalMs: number;
  /** Which change deleted a pool, mostly {@link deletionOf} of the store's history; without it deletions have no author. */
  readonly deletionOf?: DeletionOf;
}

/**
 * For stores: a {@link PoolWatch} that looks again and again, one look at a time. That the database is away is told when
 * it starts and when the reason changes.
 */
export function pollingWatch({ listener, read, intervalMs, deletionOf }: PollingOptions): PoolWatch {
  /** What was read last; `told` is behind it while the history cannot be read. */
  let latest: readonly Pool[] | undefined;
  let told: readonly Pool[] | undefined;
  let isUntold = false;
  let away: AfpoolsError | undefined;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> = Promise.resolve();
  let refreshing: Promise<void> | undefined;

  const look = async (reason: "timer" | "refresh") => {
    if (closed) return;
    let deletions: readonly PoolDeletion[] = [];
    try {
      const news = await read(latest, reason);
      latest = news ?? latest;
      isUntold ||= news !== undefined;
      if (deletionOf && told && latest && isUntold)
        deletions = await deletionsBetween(told, latest, deletionOf);
    } catch (cause) {
      const error = toAfpoolsError(cause);
      const isNews = error.message !== away?.message;
      away = error;
      if (isNews && !closed) tellOne(listener, { kind: "away", error });
      throw error;
    }
    if (closed || (!isUntold && !away)) return;
    latest ??= [];
    told = latest;
    isUntold = false;
    away = undefined;
    tellOne(listener, { kind: "pools", pools: told, ...(deletions.length > 0 && { deletions }) });
  };

  const queue = (task: () => Promise<void>): Promise<void> => {
    const done = looking.then(task);
    looking = done.catch(() => undefined);
    return done;
  };

  // A look asked for after a write never gives way to an older one that is under way, but one that waits serves all.
  const refresh = (): Promise<void> => {
    refreshing ??= queue(() => {
      refreshing = undefined;
      return look("refresh");
    });
    return refreshing;
  };

  const schedule = () => {
    if (!closed) timer = setTimeout(tick, intervalMs);
  };
  const tick = () => void queue(() => look("timer")).then(schedule, schedule);
  tick();

  return {
    refresh,
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
