import type { Pool, Render } from "@afpools/api/client";
import { compareHostNames, type Membership } from "@afpools/core";
import type { Sort } from "../parts/sort.js";

/** A host of a pool as the table shows it. */
export interface HostRow {
  readonly name: string;
  /** Null where the farm does not know it. */
  readonly online: boolean | null;
  readonly held: Render["held"];
  /** The jobs that it renders. */
  readonly jobs: readonly string[];
  readonly tasks: number;
  readonly address: string;
  readonly engine: string;
  readonly why: Membership;
  readonly others: readonly Pool[];
}

export type HostColumn = "name" | "state" | "renders" | "address" | "engine" | "why" | "others";

/** Those with the text in any column, in this order. */
export function shownRows(
  rows: readonly HostRow[],
  text: string,
  isOnlineOnly: boolean,
  sort: Sort<HostColumn>,
): readonly HostRow[] {
  const key = text.trim().toLowerCase();
  const matching = rows.filter(
    (row) => (!isOnlineOnly || row.online === true) && (key === "" || holds(row, key)),
  );
  const compare = comparers[sort.by];
  const sign = sort.down ? -1 : 1;
  return matching.sort((a, b) => sign * compare(a, b) || compareHostNames(a.name, b.name));
}

function holds({ name, address, engine, jobs, others }: HostRow, key: string): boolean {
  return [name, address, engine, ...jobs, ...others.map((pool) => pool.name)].some((text) =>
    text.toLowerCase().includes(key),
  );
}

const byText = (read: (row: HostRow) => string) => (a: HostRow, b: HostRow) =>
  read(a).localeCompare(read(b), "en", { numeric: true });
const rank = ({ online, held }: HostRow) => (online === null ? 3 : !online ? 2 : held ? 1 : 0);

const comparers: Readonly<Record<HostColumn, (a: HostRow, b: HostRow) => number>> = {
  name: (a, b) => compareHostNames(a.name, b.name),
  state: (a, b) => rank(a) - rank(b),
  renders: (a, b) => b.tasks - a.tasks || byText(({ jobs }) => jobs.join())(a, b),
  address: byText(({ address }) => address),
  engine: byText(({ engine }) => engine),
  why: byText(({ why }) => (why.by === "name" ? "" : why.rule)),
  others: (a, b) => b.others.length - a.others.length,
};
