import { toAfpoolsError } from "../errors.js";
import type { Pool } from "../pools/pool.js";
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
}

/** For stores: a {@link PoolWatch} that looks again and again, one look at a time. */
export function pollingWatch({ listener, read, intervalMs }: PollingOptions): PoolWatch {
  let previous: readonly Pool[] | undefined;
  let away = false;
  let closed = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let looking: Promise<void> = Promise.resolve();

  const look = async (reason: "timer" | "refresh") => {
    if (closed) return;
    try {
      const pools = await read(previous, reason);
      if (closed) return;
      if (!pools && !away) return;
      previous = pools ?? previous ?? [];
      away = false;
      listener({ kind: "pools", pools: previous });
    } catch (error) {
      if (closed) return;
      away = true;
      listener({ kind: "away", error: toAfpoolsError(error) });
      throw error;
    }
  };

  // Looks are queued, so that one asked for after a write never gives way to an older one that is still under way.
  const queue = (reason: "timer" | "refresh"): Promise<void> => {
    const next = looking.then(() => look(reason));
    looking = next.catch(() => undefined);
    return next;
  };

  const schedule = () => {
    if (closed) return;
    timer = setTimeout(() => void tick(), intervalMs);
  };
  const tick = () => queue("timer").then(schedule, schedule);
  void tick();

  return {
    refresh: () => queue("refresh"),
    close: async () => {
      closed = true;
      clearTimeout(timer);
      await looking;
    },
  };
}
