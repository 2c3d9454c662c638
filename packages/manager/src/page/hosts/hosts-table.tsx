import type { Pool } from "@afpools/api/client";
import { useSignal } from "@preact/signals";
import { useMemo, useRef } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { chosenRows, Grid } from "../parts/grid.js";
import { Icon } from "../parts/icon.js";
import { SearchField } from "../parts/search-field.js";
import { noSelection } from "../parts/selection.js";
import type { Sort } from "../parts/sort.js";
import { endDrag, startDrag } from "../pools/drag-hosts.js";
import { copyHosts, moveHosts, removeHosts } from "../pools/edit-pool.js";
import { pickPool } from "../pools/pick-pool.js";
import { shownChange } from "../pools/rule-times.js";
import { holdOfHost } from "../server/holds.js";
import { may } from "../server/live.js";
import { hosts, poolsByHost } from "../server/membership.js";
import { t } from "../texts.js";
import { HostChoices } from "./host-choices.js";
import { hostColumns } from "./host-columns.js";
import { type HostChoice, type HostColumn, holdsText, shownRows } from "./host-rows.js";
import { rowsOfPool } from "./read-rows.js";

const { name, state, renders, why, pools, machine, address, engine } = hostColumns;
const columns = [
  name,
  state,
  renders,
  why,
  { ...pools, label: t.poolHosts.otherPools },
  machine,
  address,
  engine,
];

/** The hosts of a pool: sorted, filtered, selected, and taken elsewhere, by mouse and by keyboard. */
export function HostsTable({ pool, onAdd }: { readonly pool: Pool; readonly onAdd: () => void }) {
  const filter = useSignal("");
  const choice = useSignal<HostChoice>("all");
  const sort = useSignal<Sort<HostColumn>>({ by: "name", down: false });
  const selection = useSignal(noSelection);
  const section = useRef<HTMLElement>(null);
  const mayEdit = may("editor");

  const rows = useMemo(() => rowsOfPool(pool), [pool, hosts.value, poolsByHost.value, holdOfHost.value]);
  const shown = useMemo(() => {
    const key = filter.value.trim().toLowerCase();
    return shownRows(rows, (row) => key === "" || holdsText(row, key), choice.value, sort.value);
  }, [rows, filter.value, choice.value, sort.value]);
  const chosen = chosenRows(selection.value, shown).map((row) => row.name);

  /** What left the pool is selected no more, also while it still shows. */
  const selectNone = () => {
    selection.value = { ...selection.value, names: new Set() };
  };
  const remove = async () => {
    if (chosen.length > 0 && (await removeHosts(pool, chosen))) selectNone();
  };
  const take = async (kind: "move" | "copy") => {
    if (chosen.length === 0) return;
    const title = kind === "move" ? t.poolHosts.moveTitle : t.poolHosts.copyTitle;
    const to = await pickPool(title(chosen.length), ({ id }) => id !== pool.id);
    if (!to) return;
    if (kind === "copy") await copyHosts(to, chosen);
    else if (await moveHosts(pool, to, chosen)) selectNone();
    section.current?.querySelector<HTMLElement>("[role=grid]")?.focus();
  };
  const onKey = (key: string): boolean => {
    if (!mayEdit) return false;
    if (key === "Delete" || key === "Backspace") void remove();
    else if (key === "m") void take("move");
    else if (key === "c") void take("copy");
    else return false;
    return true;
  };

  return (
    <section ref={section} class="hosts" aria-label={t.pool.hosts}>
      <div class="bar">
        <SearchField label={t.poolHosts.filter} value={filter} />
        <HostChoices
          rows={rows}
          choice={choice.value}
          onChoose={(next) => {
            choice.value = next;
          }}
        />
        <span class="space" />
        {mayEdit && (
          <button type="button" class="primary" onClick={onAdd} title="a">
            <Icon name="plus" />
            {t.poolHosts.add}
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <NoHosts pool={pool} />
      ) : (
        <Grid
          of={t.hostsView.title}
          label={t.poolHosts.table(pool.name)}
          rows={shown}
          columns={columns}
          sort={sort}
          selection={selection}
          isSelectable={mayEdit}
          onClear={() => {
            filter.value = "";
            choice.value = "all";
          }}
          onKey={onKey}
          {...(mayEdit && {
            onDragStart: (event: DragEvent, names: readonly string[]) => startDrag(event, pool, names),
            onDragEnd: endDrag,
          })}
        />
      )}
      {mayEdit && chosen.length > 0 && (
        <div class="selection-bar">
          <span aria-live="polite">{t.selected(chosen.length)}</span>
          <button type="button" onClick={() => void take("move")} title="m">
            <Icon name="move" />
            {t.poolHosts.move}
          </button>
          <button type="button" onClick={() => void take("copy")} title="c">
            <Icon name="copy" />
            {t.poolHosts.copy}
          </button>
          <button type="button" class="danger-quiet" onClick={() => void remove()} title="Delete">
            <Icon name="trash" />
            {t.poolHosts.remove}
          </button>
        </div>
      )}
    </section>
  );
}

/** What stands where a pool has no hosts: that its rules rest, and what the clock changes next, else how it gets some. */
function NoHosts({ pool }: { readonly pool: Pool }) {
  if (!pool.resting || pool.resting.length === 0)
    return (
      <Empty title={t.poolHosts.empty}>
        <p>{t.poolHosts.emptyText}</p>
      </Empty>
    );
  const change = shownChange(pool, pool.rules, Date.now());
  return (
    <Empty title={t.poolHosts.resting}>
      {change !== undefined && <p>{`${change.slice(0, 1).toUpperCase()}${change.slice(1)}.`}</p>}
      <p>
        <a href={`/pools/${pool.id}/rules`}>{t.poolHosts.restingText}</a>
      </p>
    </Empty>
  );
}
