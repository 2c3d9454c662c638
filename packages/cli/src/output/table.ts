import { clipText, visible } from "@afpools/core";

/** The longest cell, in characters: names of pools and users fit, and a longer text pushes nothing out of sight. */
const maxCell = 64;

/** One column of a table: its heading and what a row shows in it. */
export interface Column<Row> {
  readonly heading: string;
  /** May be text from elsewhere: what a terminal would obey is made visible, and what is longer than 64 characters is cut. */
  readonly value: (row: Row) => string | number;
  /** Is it shown in full length, since people read or copy it as a whole? */
  readonly whole?: true;
  /** The cell in a style. */
  readonly paint?: (cell: string, row: Row) => string;
}

/** Rows as text for people: columns aligned by two spaces, numbers to the right, no lines. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const formatted = columns.map((column) => formatColumn(rows, column));
  const lines = Array.from({ length: rows.length + 1 }, (_, line) =>
    formatted.map((cells) => cells[line] ?? ""),
  );
  return lines.map((cells) => cells.join("  ").trimEnd()).join("\n");
}

/** The heading and the cells, all of one width. */
function formatColumn<Row>(rows: readonly Row[], { heading, value, whole, paint }: Column<Row>): string[] {
  const values = rows.map(value);
  const cells = values.map((it) => visible(whole ? String(it) : clipText(String(it), maxCell)));
  const width = Math.max(heading.length, ...cells.map(lengthOf));
  const isNumber = typeof values[0] === "number";
  const padded = (cell: string, shown = cell) => {
    const space = " ".repeat(width - lengthOf(cell));
    return isNumber ? space + shown : shown + space;
  };
  return [
    padded(heading),
    ...rows.map((row, index) => {
      const cell = cells[index] ?? "";
      return padded(cell, paint?.(cell, row));
    }),
  ];
}

/** Characters as people count them. */
function lengthOf(text: string): number {
  return [...text].length;
}
