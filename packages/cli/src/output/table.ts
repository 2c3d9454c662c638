/** One column of a table: its heading and what a row shows in it. */
export interface Column<Row> {
  readonly heading: string;
  readonly value: (row: Row) => string | number;
}

/** Rows as text for people: columns aligned by two spaces, numbers to the right, no lines. */
export function formatTable<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string {
  const cells = rows.map((row) => columns.map(({ value }) => value(row)));
  const widths = columns.map(({ heading }, index) =>
    Math.max(heading.length, ...cells.map((row) => width(String(row[index])))),
  );
  const lines = [columns.map(({ heading }) => heading), ...cells].map((row) =>
    row
      .map((cell, index) =>
        pad(cell, widths[index] ?? 0, cells.length > 0 && typeof cells[0]?.[index] === "number"),
      )
      .join("  ")
      .trimEnd(),
  );
  return lines.join("\n");
}

function pad(cell: string | number, columnWidth: number, toTheRight: boolean): string {
  const text = String(cell);
  const space = " ".repeat(Math.max(0, columnWidth - width(text)));
  return toTheRight ? space + text : text + space;
}

/** Characters as people count them; escape sequences of colours take no room. */
function width(text: string): number {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the escape sequences of colours
  return [...text.replaceAll(/\u001b\[\d+m/g, "")].length;
}
