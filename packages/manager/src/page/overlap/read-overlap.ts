import type { Pool } from "@afpools/api/client";
import { inTurns } from "@afpools/core/internal";
import { useEffect, useState } from "preact/hooks";
import { listedPools } from "../server/live.js";
import { poolsByHost } from "../server/membership.js";
import { type Overlap, overlapInSteps } from "./overlap.js";

/** The overlap of pools, with what it was worked out from. */
export interface PoolOverlap extends Overlap {
  readonly pools: readonly Pool[];
}

/** The overlap of all pools as they are now; nothing until it is worked out. The page does other things meanwhile. */
export function useOverlap(): PoolOverlap | undefined {
  const [overlap, setOverlap] = useState<PoolOverlap | undefined>(undefined);
  const all = listedPools.value;
  const byHost = poolsByHost.value;
  useEffect(() => {
    const changing = new AbortController();
    const place = new Map(all.map(({ id }, index) => [id, index]));
    const places = function* () {
      for (const ofHost of byHost.values()) yield ofHost.flatMap(({ id }) => place.get(id) ?? []);
    };
    inTurns(overlapInSteps(all.length, places()), changing.signal).then(
      (now) => setOverlap({ ...now, pools: all }),
      (error: unknown) => {
        if (!changing.signal.aborted) throw error;
      },
    );
    return () => changing.abort();
  }, [all, byHost]);
  return overlap;
}
