import type { PoolStore } from "@afpools/core";
import { LoopWatch } from "../health/loop-watch.js";
import { WriteWatch } from "../health/write-watch.js";
import type { Log } from "../log/log.js";
import { tracedStore } from "../tracing/traced-store.js";

/** What is watched of a server that runs. */
export interface RunningHealth {
  readonly writes: WriteWatch;
  readonly loop: LoopWatch;
  /** What `/readyz` tells of it. */
  details(): Readonly<Record<string, unknown>>;
  close(): void;
}

/** Opens the store, watches whether it takes writes, and whether anything holds the event loop. The log tells both. */
export function startHealth(
  openStore: () => PoolStore,
  log: Log,
): { readonly health: RunningHealth; readonly store: PoolStore } {
  const writes = new WriteWatch();
  const store = tracedStore(writes.watch(openStore()));
  const loop = new LoopWatch();
  writes.subscribe((failure) => {
    if (failure) log.warn({ error: failure.error.message }, "the database refuses writes");
    else log.info({}, "the database accepts writes again");
  });
  loop.subscribe(({ ms }) => log.warn({ ms }, "the event loop was blocked; all requests waited"));
  const health: RunningHealth = {
    writes,
    loop,
    details: () => ({ writesFail: writes.failure?.error.message ?? null, loopDelayMs: loop.delayMs }),
    close: () => {
      writes.close();
      loop.close();
    },
  };
  return { health, store };
}
