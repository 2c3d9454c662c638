import type { ComponentChildren } from "preact";
import { Icon } from "./icon.js";

/** By which column a table is sorted. */
export interface Sort<Column extends string> {
  readonly by: Column;
  readonly down: boolean;
}

export interface SortHeadProps<Column extends string> {
  readonly column: Column;
  readonly sort: Sort<Column>;
  readonly onSort: (sort: Sort<Column>) => void;
  readonly children: ComponentChildren;
  readonly class?: string | undefined;
}

/** The head of a column by which the table can be sorted. */
export function SortHead<Column extends string>({
  column,
  sort,
  onSort,
  children,
  class: className,
}: SortHeadProps<Column>) {
  const isSorted = sort.by === column;
  return (
    <th
      scope="col"
      class={className === undefined ? `column-${column}` : `column-${column} ${className}`}
      aria-sort={isSorted ? (sort.down ? "descending" : "ascending") : undefined}
    >
      <button type="button" class="sort" onClick={() => onSort({ by: column, down: isSorted && !sort.down })}>
        {children}
        {isSorted && <Icon name={sort.down ? "down" : "up"} />}
      </button>
    </th>
  );
}
