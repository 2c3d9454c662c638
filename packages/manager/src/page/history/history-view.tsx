import { useLocation } from "preact-iso";
import { pools } from "../server/live.js";
import { t } from "../texts.js";
import { HistoryList } from "./history-list.js";

/** The history of all pools, or of one. */
export function HistoryView({ pool }: { readonly pool?: string }) {
  const { route } = useLocation();
  return (
    <section class="history-view" aria-labelledby="history-title">
      <div class="bar">
        <h1 id="history-title">{t.history}</h1>
        <label class="inline">
          <span>{t.historyView.of}</span>
          <select
            value={pool ?? ""}
            onChange={(event) => {
              const { value } = event.currentTarget;
              route(value === "" ? "/history" : `/history?pool=${value}`);
            }}
          >
            <option value="">{t.historyView.all}</option>
            {pools.value.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
      </div>
      <HistoryList key={pool ?? ""} {...(pool !== undefined && { pool })} />
    </section>
  );
}
