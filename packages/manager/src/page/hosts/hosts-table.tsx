import type { Pool } from "@afpools/api/client";
import { useSignal } from "@preact/signals";
import { useId, useRef } from "preact/hooks";
import { Empty } from "../parts/empty.js";
import { Icon } from "../parts/icon.js";
import { SearchField } from "../parts/search-field.js";
import { type Sort, SortHead } from "../parts/sort.js";
import { SpaceRow } from "../parts/space-row.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { startDrag } from "../pools/drag-hosts.js";
import { copyHosts, moveHosts, removeHosts } from "../pools/edit-pool.js";
import { pickPool } from "../pools/pick-pool.js";
import { may } from "../server/live.js";
import { t } from "../texts.js";
import { type HostColumn, shownRows } from "./host-rows.js";
import { HostTableRow } from "./host-table-row.js";
import { rowsOfPool } from "./rows-of-pool.js";
import { all, clicked, extended, moved, noSelection, toggled, within } from "./selection.js";

const rowHeight = 30;

/** The hosts of a pool: sorted, filtered, selected, and taken elsewhere, by mouse and by keyboard. */
export function HostsTable({ pool, onAdd }: { readonly pool: Pool; readonly onAdd: () => void }) {
  const filter = useSignal("");
  const isOnlineOnly = useSignal(false);
  const sort = useSignal<Sort<HostColumn>>({ by: "name", down: false });
  const selected = useSignal(noSelection);
  const scroller = useRef<HTMLDivElement>(null);
  const grid = useRef<HTMLTableElement>(null);
  const id = useId();
  const mayEdit = may("editor");

  const rows = rowsOfPool(pool);
  const shown = shownRows(rows, filter.value, isOnlineOnly.value, sort.value);
  const names = shown.map(({ name }) => name);
  const selection = within(selected.value, names);
  const chosen = names.filter((name) => selection.names.has(name));
  const { first, end } = useVisibleRange(scroller, shown.length, rowHeight);

  const reveal = (name: string | undefined) => {
    const element = scroller.current;
    const index = name === undefined ? -1 : names.indexOf(name);
    if (!element || index < 0) return;
    // Below the head of the table, which stays.
    const top = index * rowHeight;
    const room = element.clientHeight - rowHeight * 2;
    if (top < element.scrollTop) element.scrollTop = top;
    else if (top > element.scrollTop + room) element.scrollTop = top - room;
  };
  const remove = () => {
    if (chosen.length > 0) void removeHosts(pool, chosen);
  };
  const take = async (kind: "move" | "copy") => {
    if (chosen.length === 0) return;
    const title = kind === "move" ? t.poolHosts.moveTitle : t.poolHosts.copyTitle;
    const to = await pickPool(title(chosen.length), pool);
    if (!to) return;
    if (kind === "move") await moveHosts(pool, to, chosen);
    else await copyHosts(to, chosen);
    grid.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 2);
    const steps: Readonly<Record<string, number>> = {
      ArrowDown: 1,
      ArrowUp: -1,
      PageDown: page,
      PageUp: -page,
      Home: -names.length,
      End: names.length,
    };
    const step = Object.hasOwn(steps, event.key) ? steps[event.key] : undefined;
    const { active } = selection;
    if (step !== undefined) selected.value = moved(selection, names, step, event.shiftKey);
    else if (event.key === " " && active !== undefined) {
      selected.value = event.shiftKey ? extended(selection, names, active) : toggled(selection, active);
    } else if (event.key === "a" && (event.ctrlKey || event.metaKey)) selected.value = all(names);
    else if (event.key === "Escape") selected.value = noSelection;
    else if (!mayEdit || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "Delete" || event.key === "Backspace") remove();
    else if (event.key === "m") void take("move");
    else if (event.key === "c") void take("copy");
    else return;
    event.preventDefault();
    if (step !== undefined) reveal(selected.value.active);
  };

  const head = {
    sort: sort.value,
    onSort: (next: Sort<HostColumn>) => {
      sort.value = next;
    },
  };
  return (
    <section class="hosts" aria-label={t.pool.hosts}>
      <div class="bar">
        <SearchField label={t.poolHosts.filter} value={filter} />
        <label class="check">
          <input
            type="checkbox"
            checked={isOnlineOnly.value}
            onChange={(event) => {
              isOnlineOnly.value = event.currentTarget.checked;
            }}
          />
          {t.poolHosts.onlyOnline}
        </label>
        <span class="space" />
        {mayEdit && (
          <button type="button" class="primary" onClick={onAdd} title="a">
            <Icon name="plus" />
            {t.poolHosts.add}
          </button>
        )}
      </div>
      {rows.length === 0 ? (
        <Empty title={t.poolHosts.empty}>
          <p>{t.poolHosts.emptyText}</p>
        </Empty>
      ) : (
        <div ref={scroller} class="scroll table-scroll">
          <table
            ref={grid}
            role="grid"
            tabIndex={0}
            aria-label={t.poolHosts.table(pool.name)}
            aria-multiselectable="true"
            aria-rowcount={shown.length + 1}
            aria-activedescendant={
              selection.active !== undefined ? `${id}-${names.indexOf(selection.active)}` : undefined
            }
            style={{ marginBottom: `${(shown.length - end) * rowHeight}px` }}
            onKeyDown={onKeyDown}
          >
            <thead>
              <tr aria-rowindex={1}>
                {mayEdit && (
                  <th class="check-cell" scope="col">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={t.poolHosts.selectAll}
                      checked={chosen.length > 0 && chosen.length === names.length}
                      indeterminate={chosen.length > 0 && chosen.length < names.length}
                      onChange={(event) => {
                        selected.value = event.currentTarget.checked ? all(names) : noSelection;
                      }}
                    />
                  </th>
                )}
                <SortHead column="name" {...head}>
                  {t.poolHosts.host}
                </SortHead>
                <SortHead column="state" {...head}>
                  {t.poolHosts.state}
                </SortHead>
                <SortHead column="renders" {...head}>
                  {t.poolHosts.renders}
                </SortHead>
                <SortHead column="why" {...head}>
                  {t.poolHosts.because}
                </SortHead>
                <SortHead column="others" {...head}>
                  {t.poolHosts.otherPools}
                </SortHead>
                <SortHead column="address" {...head}>
                  {t.poolHosts.address}
                </SortHead>
                <SortHead column="engine" {...head}>
                  {t.poolHosts.version}
                </SortHead>
              </tr>
            </thead>
            <tbody>
              {first > 0 && <SpaceRow columns={mayEdit ? 8 : 7} height={first * rowHeight} />}
              {shown.slice(first, end).map((row, offset) => (
                <HostTableRow
                  key={row.name}
                  id={`${id}-${first + offset}`}
                  row={row}
                  index={first + offset}
                  isSelected={selection.names.has(row.name)}
                  isActive={selection.active === row.name}
                  isEditable={mayEdit}
                  onClick={(event) => {
                    const held = { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey };
                    selected.value = clicked(selection, names, row.name, held);
                  }}
                  onToggle={() => {
                    selected.value = toggled(selection, row.name);
                  }}
                  onDragStart={(event) => {
                    const isOne = !selection.names.has(row.name);
                    if (isOne)
                      selected.value = clicked(selection, names, row.name, { shift: false, ctrl: false });
                    startDrag(event, pool, isOne ? [row.name] : chosen);
                  }}
                />
              ))}
            </tbody>
          </table>
          {shown.length === 0 && <p class="quiet pad">{t.poolHosts.noMatch}</p>}
        </div>
      )}
      {mayEdit && chosen.length > 0 && (
        <div class="selection-bar">
          <span aria-live="polite">{t.poolHosts.selected(chosen.length)}</span>
          <button type="button" onClick={() => void take("move")} title="m">
            <Icon name="move" />
            {t.poolHosts.move}
          </button>
          <button type="button" onClick={() => void take("copy")} title="c">
            <Icon name="copy" />
            {t.poolHosts.copy}
          </button>
          <button type="button" class="danger-quiet" onClick={remove} title="Delete">
            <Icon name="trash" />
            {t.poolHosts.remove}
          </button>
        </div>
      )}
    </section>
  );
}
