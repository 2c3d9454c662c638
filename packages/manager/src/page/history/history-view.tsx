import { useState } from "preact/hooks";
import { useLocation } from "preact-iso";
import { TextField } from "../parts/text-field.js";
import { pools } from "../server/live.js";
import { t } from "../texts.js";
import { type HistoryFilter, HistoryList } from "./history-list.js";
import { HistoryTabs } from "./history-tabs.js";

/** What the address of the view can hold; days as they are here. */
export type HistoryQuery = Readonly<Partial<Record<(typeof members)[number], string>>>;

const members = ["pool", "by", "host", "kind", "since", "until"] as const;
const kinds = ["create", "update", "delete", "undo"] as const;

/** The history of all pools: of one, by an author, of a host, of a kind, of some days. */
export function HistoryView({ query }: { readonly query: HistoryQuery }) {
  const { route } = useLocation();
  const [by, setBy] = useState(query.by ?? "");
  const [host, setHost] = useState(query.host ?? "");
  const show = (next: HistoryQuery) => {
    const words = members.flatMap((name) => {
      const value = { ...query, by, host, ...next }[name]?.trim() ?? "";
      return value === "" ? [] : [`${name}=${encodeURIComponent(value)}`];
    });
    route(words.length === 0 ? "/history" : `/history?${words.join("&")}`, true);
  };
  const clear = () => {
    setBy("");
    setHost("");
    route("/history", true);
  };
  const filter = filterOf(query);
  const isFiltered = Object.keys(filter).length > 0;
  return (
    <section class="history-view" aria-labelledby="history-title">
      <form
        class="bar"
        onSubmit={(event) => {
          event.preventDefault();
          show({});
        }}
      >
        <h1 id="history-title">{t.history}</h1>
        <HistoryTabs of="pools" />
        <label class="inline">
          <span>{t.historyView.of}</span>
          <select value={query.pool ?? ""} onChange={(event) => show({ pool: event.currentTarget.value })}>
            <option value="">{t.historyView.all}</option>
            {pools.value.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label class="inline">
          <span>{t.historyView.kind}</span>
          <select value={query.kind ?? ""} onChange={(event) => show({ kind: event.currentTarget.value })}>
            <option value="">{t.historyView.allKinds}</option>
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t.historyView.kinds[kind]}
              </option>
            ))}
          </select>
        </label>
        <div class="inline-fields">
          <TextField label={t.historyView.author} value={by} onChange={setBy} onBlur={() => show({})} />
          <TextField label={t.historyView.host} value={host} onChange={setHost} onBlur={() => show({})} />
          <TextField
            label={t.historyView.since}
            type="date"
            value={query.since ?? ""}
            onChange={(since) => show({ since })}
          />
          <TextField
            label={t.historyView.until}
            type="date"
            value={query.until ?? ""}
            onChange={(until) => show({ until })}
          />
        </div>
        <button type="submit">{t.historyView.show}</button>
      </form>
      <HistoryList key={JSON.stringify(filter)} filter={filter} onClear={isFiltered ? clear : undefined} />
    </section>
  );
}

/** What the server is asked for: days from their first moment to their last, by the clock here. */
function filterOf({ pool, by, host, kind, since, until }: HistoryQuery): HistoryFilter {
  const known = kinds.find((each) => each === kind);
  const from = dayAfter(since, 0);
  const to = dayAfter(until, 1);
  return {
    ...(pool && { pool }),
    ...(by && { by }),
    ...(host && { host }),
    ...(known && { kind: known }),
    ...(from && { since: from }),
    ...(to && { until: to }),
  };
}

/** The first moment of a day, or of the one so many days later; nothing where it is none. */
function dayAfter(day: string | undefined, days: number): string | undefined {
  const [year, month, date] = (day ?? "").split("-").map(Number);
  if (!year || !month || !date) return undefined;
  return new Date(year, month - 1, date + days).toISOString();
}
