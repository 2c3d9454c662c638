import { visible } from "@afpools/core/internal";
import type { Signal } from "@preact/signals";
import { Component, type ComponentChildren } from "preact";
import { useId, useMemo, useRef } from "preact/hooks";
import { t } from "../texts.js";
import { ForeignText } from "./foreign-text.js";
import { isChordBegun } from "./keys.js";
import { NoMatch } from "./no-match.js";
import {
  all,
  clicked,
  extended,
  type Held,
  moved,
  noSelection,
  type Selection,
  toggled,
  within,
} from "./selection.js";
import { type Sort, SortHead } from "./sort.js";
import { SpaceRow } from "./space-row.js";
import { useVisibleRange } from "./visible-rows.js";

export interface GridRow {
  /** What it is selected by; a host by its name. */
  readonly key: string;
  readonly name: string;
}

export interface GridColumn<Row, Column extends string> {
  readonly id: Column;
  readonly label: string;
  /** What the label means, where a word does not say it. */
  readonly help?: string;
  /** What a cell says: its tooltip, too. */
  readonly text: (row: Row) => string;
  /** What is drawn where that is more than the text. */
  readonly draw?: (row: Row) => ComponentChildren;
  readonly class?: string;
  /** Absent: it can. */
  readonly isSortable?: false;
}

export interface GridProps<Row, Column extends string> {
  readonly label: string;
  /** What the rows are, in the plural. */
  readonly of: string;
  readonly rows: readonly Row[];
  readonly columns: readonly GridColumn<Row, Column>[];
  readonly sort: Signal<Sort<Column>>;
  readonly selection: Signal<Selection>;
  /** May the person do something with rows? */
  readonly isSelectable: boolean;
  /** Shows all rows again: what was typed or chosen hides them. */
  readonly onClear: () => void;
  /** Of one, in px. */
  readonly rowHeight?: number;
  /** A key that the grid itself does not know, with the row where the keyboard is. @returns whether it was used */
  readonly onKey?: (key: string, active: Row | undefined) => boolean;
  readonly onDragStart?: (event: DragEvent, keys: readonly string[]) => void;
  readonly onDragEnd?: () => void;
}

/** Those that are selected and still there, in the order of the rows. */
export function chosenRows<Row extends GridRow>(selection: Selection, rows: readonly Row[]): readonly Row[] {
  return selection.names.size === 0 ? [] : rows.filter(({ key }) => selection.names.has(key));
}

/** A table of which only the rows are drawn that can be seen: sorted, and selected by mouse and by keyboard. */
export function Grid<Row extends GridRow, Column extends string>({
  label,
  of,
  rows,
  columns,
  sort,
  selection: selected,
  isSelectable,
  onClear,
  rowHeight = 30,
  onKey,
  onDragStart,
  onDragEnd,
}: GridProps<Row, Column>) {
  const scroller = useRef<HTMLDivElement>(null);
  const id = useId();
  const names = useMemo(() => rows.map(({ key }) => key), [rows]);
  const selection = useMemo(() => within(selected.value, names), [selected.value, names]);
  const chosen = useMemo(() => chosenRows(selection, rows).map(({ key }) => key), [selection, rows]);
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
    else if (event.ctrlKey || event.metaKey || event.altKey || isChordBegun()) return;
    else if (
      !onKey?.(
        event.key,
        rows.find(({ key }) => key === active),
      )
    )
      return;
    event.preventDefault();
    if (step !== undefined) reveal(selected.value.active);
  };

  // The same for all draws: a row is drawn anew only where something of it changed.
  const handlers = useRef<Partial<LineHandlers>>({}).current;
  handlers.onClick = (key, held) => {
    selected.value = clicked(selection, names, key, held);
  };
  handlers.onToggle = (key) => {
    selected.value = toggled(selection, key);
  };
  handlers.onDragStart = (event, key) => {
    const isSelected = selection.names.has(key);
    if (!isSelected) selected.value = clicked(selection, names, key, { shift: false, ctrl: false });
    onDragStart?.(event, isSelected ? chosen : [key]);
  };
  handlers.onDragEnd = () => onDragEnd?.();

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
            {columns.map((column) =>
              column.isSortable === false ? (
                <th key={column.id} scope="col" class={`column-${column.id} ${headClass(column) ?? ""}`}>
                  {column.label}
                </th>
              ) : (
                <SortHead
                  key={column.id}
                  column={column.id}
                  sort={sort.value}
                  class={headClass(column)}
                  onSort={(next) => {
                    sort.value = next;
                  }}
                >
                  <span title={column.help}>{column.label}</span>
                </SortHead>
              ),
            )}
          </tr>
        </thead>
        <tbody>
          {first > 0 && (
            <SpaceRow columns={columns.length + (isSelectable ? 1 : 0)} height={first * rowHeight} />
          )}
          {rows.slice(first, end).map((row, offset) => (
            <GridLine
              key={row.key}
              id={`${id}-${first + offset}`}
              index={first + offset + 2}
              row={row}
              columns={columns}
              isSelectable={isSelectable}
              isSelected={selection.names.has(row.key)}
              isActive={selection.active === row.key}
              isDraggable={onDragStart !== undefined}
              handlers={handlers}
            />
          ))}
        </tbody>
      </table>
      {rows.length === 0 && <NoMatch of={of} onClear={onClear} />}
    </div>
  );
}

/** Numbers and buttons stand under their head, at the right. */
function headClass<Row, Column extends string>({ class: name }: GridColumn<Row, Column>): string | undefined {
  return name === "number" || name === "actions-cell" ? name : undefined;
}

/** What the mouse does to a row. */
interface LineHandlers {
  onClick: (key: string, held: Held) => void;
  onToggle: (key: string) => void;
  onDragStart: (event: DragEvent, key: string) => void;
  onDragEnd: () => void;
}

interface GridLineProps<Row extends GridRow, Column extends string> {
  readonly id: string;
  /** Its `aria-rowindex`. */
  readonly index: number;
  readonly row: Row;
  readonly columns: readonly GridColumn<Row, Column>[];
  readonly isSelectable: boolean;
  readonly isSelected: boolean;
  readonly isActive: boolean;
  readonly isDraggable: boolean;
  readonly handlers: Partial<LineHandlers>;
}

/** A row and its cells. There are many: it is drawn anew only where something of it changed. */
class GridLine<Row extends GridRow, Column extends string> extends Component<GridLineProps<Row, Column>> {
  override shouldComponentUpdate(next: GridLineProps<Row, Column>): boolean {
    const { id, index, row, columns, isSelectable, isSelected, isActive, isDraggable } = this.props;
    return (
      next.row !== row ||
      next.index !== index ||
      next.id !== id ||
      next.columns !== columns ||
      next.isSelectable !== isSelectable ||
      next.isSelected !== isSelected ||
      next.isActive !== isActive ||
      next.isDraggable !== isDraggable
    );
  }

  override render({
    id,
    index,
    row,
    columns,
    isSelectable,
    isSelected,
    isActive,
    isDraggable,
    handlers,
  }: GridLineProps<Row, Column>) {
    const { key, name } = row;
    return (
      <tr
        id={id}
        aria-rowindex={index}
        aria-selected={isSelected}
        class={isActive ? "active" : undefined}
        draggable={isDraggable}
        onClick={(event) => {
          // A link or a button in it does what it does, and selects nothing.
          if (event.target instanceof Element && event.target.closest("a, button")) return;
          handlers.onClick?.(key, { shift: event.shiftKey, ctrl: event.ctrlKey || event.metaKey });
        }}
        onDragStart={(event) => handlers.onDragStart?.(event, key)}
        onDragEnd={() => handlers.onDragEnd?.()}
      >
        {isSelectable && (
          <td class="check-cell">
            <input
              type="checkbox"
              tabIndex={-1}
              aria-label={t.poolHosts.select(name)}
              checked={isSelected}
              onClick={(event) => event.stopPropagation()}
              onChange={() => handlers.onToggle?.(key)}
            />
          </td>
        )}
        {columns.map((column) => {
          const text = column.text(row);
          return (
            <td
              key={column.id}
              class={`column-${column.id} ${column.class ?? ""}`}
              title={text === "" ? undefined : visible(text)}
            >
              {column.draw ? column.draw(row) : <ForeignText text={text} />}
            </td>
          );
        })}
      </tr>
    );
  }
}
