import { visible } from "@afpools/core";
import type { Signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useId, useRef } from "preact/hooks";
import { ForeignText } from "../parts/foreign-text.js";
import { type Sort, SortHead } from "../parts/sort.js";
import { SpaceRow } from "../parts/space-row.js";
import { useVisibleRange } from "../parts/visible-rows.js";
import { endDrag } from "../pools/drag-hosts.js";
import { t } from "../texts.js";
import { all, clicked, extended, moved, noSelection, type Selection, toggled, within } from "./selection.js";

const rowHeight = 30;

export interface GridColumn<Row, Column extends string> {
  readonly id: Column;
  readonly label: string;
  /** What a cell says: its tooltip, too. */
  readonly text: (row: Row) => string;
  /** What is drawn where that is more than the text. */
  readonly draw?: (row: Row) => ComponentChildren;
  readonly class?: string;
}

export interface HostGridProps<Row, Column extends string> {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly GridColumn<Row, Column>[];
  readonly sort: Signal<Sort<Column>>;
  readonly selection: Signal<Selection>;
  /** May the person do something with hosts? */
  readonly isSelectable: boolean;
  readonly noMatch: string;
  /** A key that the grid itself does not know. @returns whether it was used */
  readonly onKey?: (key: string) => boolean;
  readonly onDragStart?: (event: DragEvent, names: readonly string[]) => void;
}

/** The names of those that are selected and still there, in the order of the rows. */
export function chosenNames(
  selection: Selection,
  rows: readonly { readonly name: string }[],
): readonly string[] {
  return rows.map(({ name }) => name).filter((name) => selection.names.has(name));
}

/** Hosts in a table of which only the rows are drawn that can be seen: sorted, and selected by mouse and by keyboard. */
export function HostGrid<Row extends { readonly name: string }, Column extends string>({
  label,
  rows,
  columns,
  sort,
  selection: selected,
  isSelectable,
  noMatch,
  onKey,
  onDragStart,
}: HostGridProps<Row, Column>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const names = rows.map(({ name }) => name);
  const selection = within(selected.value, names);
  const chosen = chosenNames(selection, rows);
  const { first, end } = useVisibleRange(scroller, rows.length, rowHeight);

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
    else if (event.ctrlKey || event.metaKey || event.altKey || !onKey?.(event.key)) return;
    event.preventDefault();
    if (step !== undefined) reveal(selected.value.active);
  };

  return (
    <div ref={scroller} class="scroll table-scroll">
      <table
        role="grid"
        tabIndex={0}
        aria-label={label}
        aria-multiselectable="true"
        aria-rowcount={rows.length + 1}
        aria-activedescendant={
          selection.active !== undefined ? `${id}-${names.indexOf(selection.active)}` : undefined
        }
        style={{ marginBottom: `${(rows.length - end) * rowHeight}px` }}
        onKeyDown={onKeyDown}
      >
        <thead>
          <tr aria-rowindex={1}>
            {isSelectable && (
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
            {columns.map((column) => (
              <SortHead
                key={column.id}
                column={column.id}
                sort={sort.value}
                onSort={(next) => {
                  sort.value = next;
                }}
              >
                {column.label}
              </SortHead>
            ))}
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <SpaceRow columns={columns.length + (isSelectable ? 1 : 0)} height={first * rowHeight} />
          )}
          {rows.slice(first, end).map((row, offset) => {
            const { name } = row;
            const isSelected = selection.names.has(name);
            return (
              <tr
                key={name}
                id={`${id}-${first + offset}`}
                aria-rowindex={first + offset + 2}
                aria-selected={isSelected}
                class={selection.active === name ? "active" : undefined}
                draggable={onDragStart !== undefined}
                onClick={(event) => {
                  // A link in it is followed, and selects nothing.
                  if (event.target instanceof Element && event.target.closest("a")) return;
                  const held = { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey };
                  selected.value = clicked(selection, names, name, held);
                }}
                onDragStart={(event) => {
                  if (!isSelected)
                    selected.value = clicked(selection, names, name, { shift: false, ctrl: false });
                  onDragStart?.(event, isSelected ? chosen : [name]);
                }}
                onDragEnd={endDrag}
              >
                {isSelectable && (
                  <td class="check-cell">
                    <input
                      type="checkbox"
                      tabIndex={-1}
                      aria-label={t.poolHosts.select(name)}
                      checked={isSelected}
                      onClick={(event) => event.stopPropagation()}
                      onChange={() => {
                        selected.value = toggled(selection, name);
                      }}
                    />
                  </td>
                )}
                {columns.map((column) => {
                  const text = column.text(row);
                  return (
                    <td
                      key={column.id}
                      class={`column-${column.id} ${column.class ?? ""}`}
                      title={visible(text)}
                    >
                      {column.draw ? column.draw(row) : <ForeignText text={text} />}
                    </td>
                  );
                })}
              </tr>
            );
          })}
        </tbody>
      </table>
      {rows.length === 0 && <p class="quiet pad">{noMatch}</p>}
    </div>
  );
}
