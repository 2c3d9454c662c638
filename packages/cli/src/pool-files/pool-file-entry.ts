import type { PoolDraft } from "@afpools/core";

/** A pool as a file describes it. */
export interface PoolFileEntry extends PoolDraft {
  /** The name that it had: where there is such a pool and none of the new name, that one is renamed, and its jobs keep it. */
  readonly renamedFrom?: string;
}
