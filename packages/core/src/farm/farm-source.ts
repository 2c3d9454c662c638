import type { Farm } from "./farm.js";

/** Something that knows the farm: an afserver, a file, a test. */
export interface FarmSource {
  /** The farm as last seen; nothing while it was never seen. */
  current(): Farm | undefined;
  /** Calls `listener` after `current()` changed. Returns what ends that. */
  subscribe(listener: () => void): () => void;
}

/** A farm that never changes, such as one read from a file. */
export function staticFarm(farm: Farm): FarmSource {
  return { current: () => farm, subscribe: () => () => undefined };
}
