import { clipText, visible } from "@afpools/core/internal";
import stringWidth from "string-width";
import { wrapText } from "./wrap-text.js";

/** The longest cell, in characters: names of pools and users fit, and a longer text pushes nothing out of sight. */
const maxCell = 64;

/** One column of a table: its heading and what a row shows in it. */
export interface Column<Row> {
  readonly heading: string;
  /** May be text from elsewhere: what a terminal would obey is made visible, and what is longer than 64 characters is cut. */
  readonly value: (row: Row) => string | number;
  /** Is it shown in full length, since people read or copy it as a whole? In the last column it is wrapped where it is to fit. */
  readonly whole?: true;
  /** The cell in a style. */
  readonly paint?: (cell: string, row: Row) => string;
}

/** Between two columns. */
const gap = 2;

/** Under this many columns of the terminal no cell is cut: it would say nothing. */
const minWidth = 8;

/**
 * Rows as text for people: columns aligned by two spaces, numbers to the right, no lines.
 *
 * @param width in columns of a terminal: the widest cells are cut until lines are no wider. Without one only cells of more than
 * 64 characters are cut; where it is infinite, none
 */
export function formatTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width?: number,
): string {
  const most = width === undefined || Number.isFinite(width) ? maxCell : Number.POSITIVE_INFINITY;
  const values = columns.map(({ value, whole }) =>
    rows.map((row) => visible(whole ? String(value(row)) : clipText(String(value(row)), most))),
  );
  const widths = fittingWidths(columns, values, width ?? Number.POSITIVE_INFINITY);
  const formatted = columns.map((column, index) =>
    formatColumn(rows, column, values[index] ?? [], widths[index] ?? 0),
  );
  const lines = Array.from({ length: rows.length + 1 }, (_, line) => {
    const cells = formatted.map((column) => column[line] ?? []);
    const height = Math.max(1, ...cells.map((cell) => cell.length));
    return Array.from({ length: height }, (_, part) =>
      cells
        .map((cell, index) => cell[part] ?? " ".repeat(widths[index] ?? 0))
        .join(" ".repeat(gap))
        .trimEnd(),
    );
  });
  return lines.flat().join("\n");
}

/** The narrowest that a last column is whose text is wrapped. */
const minWrapped = 20;

/** The widths of the columns: as their cells need, and narrower, the widest first, where lines would be wider than `most`. */
function fittingWidths<Row>(
  columns: readonly Column<Row>[],
  values: readonly (readonly string[])[],
  most: number,
): number[] {
  const widths = columns.map(({ heading }, index) =>
    Math.max(stringWidth(heading), ...(values[index] ?? []).map((cell) => stringWidth(cell))),
  );
  const least = columns.map(({ heading, whole }, index) =>
    whole && index < columns.length - 1
      ? (widths[index] ?? 0)
      : Math.max(whole ? minWrapped : minWidth, stringWidth(heading)),
  );
  let over = widths.reduce((sum, each) => sum + each, gap * (columns.length - 1)) - most;
  for (; over > 0; over -= 1) {
    const spare = widths.map((each, index) => (each > (least[index] ?? 0) ? each : 0));
    const widest = spare.indexOf(Math.max(...spare));
    if (spare[widest] === 0) break;
    widths[widest] = (widths[widest] ?? 0) - 1;
  }
  return widths;
}

/** The heading and the cells, all of one width: the lines of each. */
function formatColumn<Row>(
  rows: readonly Row[],
  { heading, value, whole, paint }: Column<Row>,
  values: readonly string[],
  width: number,
): string[][] {
  const [first] = rows;
  const isNumber = first !== undefined && typeof value(first) === "number";
  const padded = (cell: string, shown = cell) => {
    const space = " ".repeat(Math.max(0, width - stringWidth(cell)));
    return isNumber ? space + shown : shown + space;
  };
  return [
    [padded(heading)],
    ...rows.map((row, index) => {
      const text = values[index] ?? "";
      const parts = whole ? wrapText(text, width) : [cutTo(text, width)];
      return parts.map((part) => padded(part, paint?.(part, row)));
    }),
  ];
}

/** `text` in at most `width` columns; an "…" says that there was more. */
function cutTo(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  const characters = [...text].slice(0, width);
  while (stringWidth(characters.join("")) > width - 1) characters.pop();
  return `${characters.join("")}…`;
}
