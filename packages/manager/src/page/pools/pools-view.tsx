import { findPool } from "@afpools/core";
import { listedPools, pools, state } from "../server/live.js";
import { t } from "../texts.js";
import { FirstPool } from "./first-pool.js";
import { GonePool } from "./gone-pool.js";
import { PoolList } from "./pool-list.js";
import { PoolPage, type PoolTab, poolTabs } from "./pool-page.js";

export interface PoolsViewProps {
  /** A pool's id or name. */
  readonly pool?: string;
  readonly tab?: string;
}

/** The list of pools, and the one that is chosen. */
export function PoolsView({ pool: wanted, tab }: PoolsViewProps) {
  if (!state.value) return <p class="quiet pad">{t.loading}</p>;
  if (pools.value.length === 0 && wanted === undefined) return <FirstPool />;
  const pool = wanted === undefined ? listedPools.value[0] : findPool(pools.value, wanted);
  return (
    <div class="split">
      <PoolList chosen={pool?.id} />
      {pool ? (
        <PoolPage key={pool.id} pool={pool} tab={isTab(tab) ? tab : "hosts"} />
      ) : (
        wanted !== undefined && <GonePool key={wanted} wanted={wanted} />
      )}
    </div>
  );
}

function isTab(text: string | undefined): text is PoolTab {
  return text !== undefined && poolTabs.some((tab) => tab === text);
}
