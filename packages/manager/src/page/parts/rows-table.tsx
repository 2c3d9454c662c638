import type { ComponentChildren } from "preact";
import { useRef } from "preact/hooks";
import { NoMatch } from "./no-match.js";
import { SpaceRow } from "./space-row.js";
import { useVisibleRange } from "./visible-rows.js";

interface RowsTableProps<Row> {
  readonly label: string;
  readonly rows: readonly Row[];
  /** Of one, in px. */
  readonly rowHeight: number;
  /** The cells of the head, as many as `columns`. */
  readonly head: ComponentChildren;
  readonly columns: number;
  /** @param index its `aria-rowindex`: that of the head is 1 */
  readonly draw: (row: Row, index: number) => ComponentChildren;
  /** What the rows are, in the plural, for where a search has left none. */
  readonly of: string;
  /** Shows all rows again; absent where nothing hides any. */
  readonly onClear?: (() => void) | undefined;
}

/** A table that scrolls, of which only the rows are drawn that can be seen. */
export function RowsTable<Row>({
  label,
  rows,
  rowHeight,
  head,
  columns,
  draw,
  of,
  onClear,
}: RowsTableProps<Row>) {
  const scroller = useRef<HTMLElement>(null);
  const { first, end } = useVisibleRange(scroller, rows.length, rowHeight);
  return (
    <section
      ref={scroller}
      class="scroll table-scroll"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is to be reached by the keyboard
      tabIndex={0}
    >
      <table aria-rowcount={rows.length + 1} style={{ marginBottom: `${(rows.length - end) * rowHeight}px` }}>
        <thead>
          <tr aria-rowindex={1}>{head}</tr>
        </thead>
        <tbody>
          {first > 0 && <SpaceRow columns={columns} height={first * rowHeight} />}
          {rows.slice(first, end).map((row, offset) => draw(row, first + offset + 2))}
        </tbody>
      </table>
      {rows.length === 0 && <NoMatch of={of} onClear={onClear} />}
    </section>
  );
}
