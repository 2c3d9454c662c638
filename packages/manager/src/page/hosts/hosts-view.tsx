import { useSignal } from "@preact/signals";
import { useLocation } from "preact-iso";
import { Empty } from "../parts/empty.js";
import { Icon } from "../parts/icon.js";
import { SearchField } from "../parts/search-field.js";
import type { Sort } from "../parts/sort.js";
import { copyHosts } from "../pools/edit-pool.js";
import { pickPool } from "../pools/pick-pool.js";
import { hostGroups } from "../server/host-groups.js";
import { may } from "../server/live.js";
import { t } from "../texts.js";
import { hostsToHold } from "./hold-hosts.js";
import { HostChoices } from "./host-choices.js";
import { hostColumns } from "./host-columns.js";
import { chosenNames, HostGrid } from "./host-grid.js";
import { type HostChoice, type HostColumn, shownRows } from "./host-rows.js";
import { allRows } from "./read-rows.js";
import { noSelection } from "./selection.js";

const { name, state, renders, pools, machine, address, engine } = hostColumns;
const columns = [name, state, renders, pools, machine, address, engine];

/** All hosts, whatever pools they are in: which are free, which are in no pool. */
export function HostsView({ show = "all" }: { readonly show?: string }) {
  const { route } = useLocation();
  const filter = useSignal("");
  const sort = useSignal<Sort<HostColumn>>({ by: "name", down: false });
  const selection = useSignal(noSelection);
  const mayEdit = may("editor");
  const choice = isChoice(show) ? show : "all";
  const rows = allRows.value;
  const shown = shownRows(rows, filter.value, choice, sort.value);
  const chosen = chosenNames(selection.value, shown);
  const addToPool = async () => {
    if (chosen.length === 0) return;
    const to = await pickPool(t.poolHosts.copyTitle(chosen.length));
    if (to) await copyHosts(to, chosen);
  };
  const hold = () => {
    if (chosen.length > 0) hostsToHold.value = chosen;
  };
  return (
    <section class="hosts hosts-view" aria-labelledby="hosts-title">
      <div class="bar">
        <h1 id="hosts-title">{t.hostsView.title}</h1>
        <SearchField label={t.poolHosts.filter} value={filter} isMain />
        <HostChoices
          rows={rows}
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
        <HostGrid
          label={t.hostsView.table}
          rows={shown}
          columns={columns}
          sort={sort}
          selection={selection}
          isSelectable={mayEdit}
          noMatch={t.hostsView.noMatch}
          onKey={(key) => {
            if (!mayEdit) return false;
            if (key === "c") void addToPool();
            else if (key === "h") hold();
            else return false;
            return true;
          }}
        />
      )}
      {mayEdit && chosen.length > 0 && (
        <div class="selection-bar">
          <span aria-live="polite">{t.poolHosts.selected(chosen.length)}</span>
          <button type="button" onClick={() => void addToPool()} title="c">
            <Icon name="copy" />
            {t.hostsView.addToPool}
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
