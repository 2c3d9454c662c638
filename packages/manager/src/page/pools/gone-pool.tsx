import { useEffect } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Empty } from "../parts/empty.js";
import { shownTime } from "../parts/shown-time.js";
import { showDone } from "../parts/toasts.js";
import { useAnswer } from "../parts/use-answer.js";
import { act } from "../server/act.js";
import { client } from "../server/client.js";
import { may, state } from "../server/live.js";
import { once } from "../server/once.js";
import { t } from "../texts.js";

/** A pool that the address names and that is not there: it was renamed, deleted, or never was. */
export function GonePool({ wanted }: { readonly wanted: string }) {
  const { route } = useLocation();
  const pools = state.value?.pools;
  const { answer, error } = useAnswer(() => client.listHistory({ pool: wanted, limit: 1 }), [wanted, pools]);
  const last = answer?.changes[0];
  const isRenamed = last !== undefined && pools?.has(last.poolId) === true;
  useEffect(() => {
    if (last && isRenamed) route(`/pools/${last.poolId}`, true);
  }, [last, isRenamed]);
  if ((!answer && error === undefined) || isRenamed) return <p class="quiet pad">{t.loading}</p>;
  if (last?.kind !== "delete") {
    return (
      <Empty title={t.pool.unknown(wanted)}>
        <p>
          <a href="/history">{t.history}</a>
        </p>
      </Empty>
    );
  }
  const bringBack = () =>
    act(async () => {
      const { pool } = await client.undoChange({ change: last.id }, once());
      showDone(t.historyView.undone);
      if (pool) route(`/pools/${pool.id}`, true);
    });
  return (
    <Empty title={t.pool.wasDeleted(last.poolName)}>
      <p>{t.pool.deletedBy(last.by, shownTime(last.at))}</p>
      <p>
        {may("editor") && (
          <button type="button" onClick={() => void bringBack()}>
            {t.pool.bringBack}
          </button>
        )}{" "}
        <a href={`/history?pool=${encodeURIComponent(last.poolId)}`}>{t.history}</a>
      </p>
    </Empty>
  );
}
