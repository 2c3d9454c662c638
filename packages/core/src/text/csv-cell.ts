/**
 * What a spreadsheet takes for a formula, which may run programs or send the table elsewhere. An apostrophe says that it is text; further
 * ones keep text apart that begins with one itself.
 */
const formula = /^'*[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/;

/** Foreign text for a cell of a CSV file: what a spreadsheet would take for a formula begins with an apostrophe. */
export function toCsvCell(text: string): string {
  return formula.test(text) ? `'${text}` : text;
}

/** The text of a cell that {@link toCsvCell} wrote, or a person. */
export function fromCsvCell(cell: string): string {
  return cell.startsWith("'") && formula.test(cell) ? cell.slice(1) : cell;
}
