/** What a row is sorted by; of two rows with the same first value the second decides. */
export type SortKeys = readonly (string | number)[];

const collator = new Intl.Collator("en", { numeric: true });

/**
 * Rows in the order of their keys; those with the same keys stay in the order that they have. Texts are sorted as people count: `sh2` before `sh10`.
 * Keys are worked out once for each row, not for each comparison: 10,000 rows are sorted again with each change of the farm.
 */
export function sortedBy<Row>(rows: readonly Row[], keysOf: (row: Row) => SortKeys, isDown = false): Row[] {
  const sign = isDown ? -1 : 1;
  return rows
    .map((row) => ({ row, keys: keysOf(row) }))
    .sort((a, b) => sign * compare(a.keys, b.keys))
    .map(({ row }) => row);
}

function compare(a: SortKeys, b: SortKeys): number {
  for (const [index, one] of a.entries()) {
    const other = b[index];
    const difference =
      typeof one === "number" && typeof other === "number"
        ? one - other
        : collator.compare(String(one), String(other));
    if (difference !== 0) return difference;
  }
  return 0;
}
