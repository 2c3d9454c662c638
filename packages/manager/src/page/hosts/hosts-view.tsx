import { hostGroups } from "@afpools/core/internal";
import { useComputed, useSignal } from "@preact/signals";
import { useMemo } from "preact/hooks";
import { useLocation } from "preact-iso";
import { Empty } from "../parts/empty.js";
import { ExpressionSearch } from "../parts/expression-search.js";
import { chosenRows, Grid } from "../parts/grid.js";
import { Icon } from "../parts/icon.js";
import { noSelection } from "../parts/selection.js";
import type { Sort } from "../parts/sort.js";
import { copyHosts, removeHosts } from "../pools/edit-pool.js";
import { pickPool } from "../pools/pick-pool.js";
import { may } from "../server/live.js";
import { t } from "../texts.js";
import { hostsToHold } from "./hold-hosts.js";
import { HostChoices } from "./host-choices.js";
import { hostColumns } from "./host-columns.js";
import { passes, readHostFilter } from "./host-filter.js";
import { type HostChoice, type HostColumn, shownRows } from "./host-rows.js";
import { allRows } from "./read-rows.js";

const { name, state, renders, pools, machine, address, engine } = hostColumns;
const columns = [name, state, renders, pools, machine, address, engine];

/** All hosts, whatever pools they are in: which are free, which are in no pool, which an expression means. */
export function HostsView({ show = "all" }: { readonly show?: string }) {
  const { route } = useLocation();
  const text = useSignal("");
  const filter = useComputed(() => readHostFilter(text.value));
  const sort = useSignal<Sort<HostColumn>>({ by: "name", down: false });
  const selection = useSignal(noSelection);
  const mayEdit = may("editor");
  const choice = isChoice(show) ? show : "all";
  const rows = allRows.value;
  const found = useMemo(() => rows.filter((row) => passes(row, filter.value)), [rows, filter.value]);
  const shown = useMemo(() => shownRows(found, () => true, choice, sort.value), [found, choice, sort.value]);
  const chosen = chosenRows(selection.value, shown);
  const names = chosen.map((row) => row.name);
  const addToPool = async () => {
    if (chosen.length === 0) return;
    const to = await pickPool(t.poolHosts.copyTitle(chosen.length));
    if (to) await copyHosts(to, names);
  };
  const takeOut = async () => {
    if (chosen.length === 0) return;
    const ofSome = new Set(chosen.flatMap((row) => row.pools.map(({ id }) => id)));
    const from = await pickPool(t.hostsView.takeOutTitle(chosen.length), ({ id }) => ofSome.has(id));
    if (!from) return;
    const inIt = chosen.filter((row) => row.pools.some(({ id }) => id === from.id));
    await removeHosts(
      from,
      inIt.map((row) => row.name),
    );
  };
  const hold = () => {
    if (chosen.length > 0) hostsToHold.value = names;
  };
  const onKey = (key: string, active: { readonly name: string } | undefined): boolean => {
    if (key === "Enter" && active) route(`/hosts/${encodeURIComponent(active.name)}`);
    else if (!mayEdit) return false;
    else if (key === "c") void addToPool();
    else if (key === "Delete" || key === "Backspace") void takeOut();
    else if (key === "h") hold();
    else return false;
    return true;
  };
  return (
    <section class="hosts hosts-view" aria-labelledby="hosts-title">
      <div class="bar">
        <h1 id="hosts-title">{t.hostsView.title}</h1>
        <ExpressionSearch
          label={t.hostsView.filter}
          value={text}
          note={filter.value.kind === "expression" ? t.hostsView.meant(found.length) : undefined}
          error={filter.value.kind === "mistake" ? filter.value.message : undefined}
        />
        <HostChoices
          rows={found}
          choice={choice}
          hasUnpooled
          onChoose={(next) => route(next === "all" ? "/hosts" : `/hosts?show=${next}`, true)}
        />
      </div>
      {rows.length === 0 ? (
        <Empty title={t.hostsView.none}>
          <p>
            <a href="/settings/server">{t.hostsView.noneText}</a>
          </p>
        </Empty>
      ) : (
        <Grid
          label={t.hostsView.table}
          of={t.hostsView.title}
          rows={shown}
          columns={columns}
          sort={sort}
          selection={selection}
          isSelectable={mayEdit}
          onClear={() => {
            text.value = "";
            route("/hosts", true);
          }}
          onKey={onKey}
        />
      )}
      {mayEdit && chosen.length > 0 && (
        <div class="selection-bar">
          <span aria-live="polite">{t.selected(chosen.length)}</span>
          <button type="button" onClick={() => void addToPool()} title="c">
            <Icon name="copy" />
            {t.hostsView.addToPool}
          </button>
          <button type="button" onClick={() => void takeOut()} title="Delete">
            <Icon name="trash" />
            {t.hostsView.takeOut}
          </button>
          <button type="button" onClick={hold} title="h">
            <Icon name="warning" />
            {t.hold.holdSome}
          </button>
        </div>
      )}
    </section>
  );
}

function isChoice(text: string): text is HostChoice {
  return ["all", "unpooled", ...hostGroups].includes(text);
}
