import { Empty } from "../parts/empty.js";
import { pools, state } from "../server/live.js";
import { t } from "../texts.js";
import { FirstPool } from "./first-pool.js";
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
  const pool = wanted === undefined ? pools.value[0] : found(wanted);
  return (
    <div class="split">
      <PoolList chosen={pool?.id} />
      {pool ? (
        <PoolPage key={pool.id} pool={pool} tab={isTab(tab) ? tab : "hosts"} />
      ) : (
        <Empty title={t.pool.gone}>
          <p>{t.pool.goneText}</p>
          <p>
            <a href="/history">{t.history}</a>
          </p>
        </Empty>
      )}
    </div>
  );
}

function found(idOrName: string) {
  const key = idOrName.toLowerCase();
  return state.value?.pools.get(idOrName) ?? pools.value.find(({ name }) => name.toLowerCase() === key);
}

function isTab(text: string | undefined): text is PoolTab {
  return text !== undefined && poolTabs.some((tab) => tab === text);
}
