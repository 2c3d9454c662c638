import type { Pool, Render } from "@afpools/api/client";
import { compareHostNames, type Membership } from "@afpools/core";
import { groupOf, type HostGroup } from "@afpools/core/internal";
import type { GridRow } from "../parts/grid.js";
import type { Sort } from "../parts/sort.js";

/** A host as tables show it. */
export interface HostRow extends GridRow {
  /** What afserver tells of it; nothing where the farm does not know it. */
  readonly render: Render | undefined;
  /** Why it is in the pool whose hosts these are; nothing in a table of all hosts. */
  readonly why?: Membership;
  /** What keeps it out of all pools. */
  readonly hold?: Pool | undefined;
  /** The pools that it is in, but for the one whose hosts these are. */
  readonly pools: readonly Pool[];
}

export type HostColumn = "name" | "state" | "renders" | "address" | "engine" | "why" | "pools" | "machine";

/** Which hosts are shown: all, those of a group, or those in no pool. */
export type HostChoice = HostGroup | "all" | "unpooled";

/** Those that are chosen and pass, in this order. @param rows in natural order */
export function shownRows<Row extends HostRow>(
  rows: readonly Row[],
  passes: (row: Row) => boolean,
  choice: HostChoice,
  sort: Sort<HostColumn>,
): readonly Row[] {
  const matching = rows.filter((row) => isChosen(row, choice) && passes(row));
  // They stand in the order of their names already.
  if (sort.by === "name") return sort.down ? matching.reverse() : matching;
  const compare = comparers[sort.by];
  const sign = sort.down ? -1 : 1;
  return matching.sort((a, b) => sign * compare(a, b) || compareHostNames(a.name, b.name));
}

export function isChosen(row: HostRow, choice: HostChoice): boolean {
  if (choice === "all") return true;
  return choice === "unpooled" ? row.pools.length === 0 : groupOfRow(row) === choice;
}

function groupOfRow({ render, hold }: HostRow): HostGroup {
  return groupOf(render, hold !== undefined);
}

/** What its machine has, in a line: cores, memory, GPU, operating system; empty where nothing is known. */
export function machineOf({ render }: Pick<HostRow, "render">): string {
  const { os = "", cores, ram, gpu = "" } = render?.facts ?? {};
  const parts = [
    cores === undefined ? "" : `${cores} cores`,
    ram === undefined ? "" : `${Math.round(ram / 2 ** 30)} GiB`,
    gpu,
    os,
  ];
  return parts.filter((part) => part !== "").join(", ");
}

/** Has it this text, in lower case, in any column? */
export function holdsText(row: HostRow, key: string): boolean {
  const { name, render, pools } = row;
  const { address, engine, nativePool, jobs = [] } = render ?? {};
  const texts = [
    name,
    address,
    engine,
    nativePool,
    machineOf(row),
    ...jobs,
    ...pools.map((pool) => pool.name),
  ];
  return texts.some((text) => text?.toLowerCase().includes(key));
}

const collator = new Intl.Collator("en", { numeric: true });
const byText = (read: (row: HostRow) => string | null | undefined) => (a: HostRow, b: HostRow) =>
  collator.compare(read(a) ?? "", read(b) ?? "");
const ranks: Readonly<Record<HostGroup, number>> = { free: 0, busy: 1, held: 2, offline: 3 };
const rank = (row: HostRow) => (row.render ? ranks[groupOfRow(row)] : 4);
const tasksOf = ({ render }: HostRow) => render?.tasks ?? 0;
const sizeOf = ({ render }: HostRow) => render?.facts.ram ?? 0;

const comparers: Readonly<Record<HostColumn, (a: HostRow, b: HostRow) => number>> = {
  name: (a, b) => compareHostNames(a.name, b.name),
  state: (a, b) => rank(a) - rank(b),
  renders: (a, b) => tasksOf(b) - tasksOf(a) || byText(({ render }) => render?.jobs.join())(a, b),
  address: byText(({ render }) => render?.address),
  engine: byText(({ render }) => render?.engine),
  why: byText(({ why }) => (why?.by === "rule" ? why.rule : "")),
  pools: (a, b) => b.pools.length - a.pools.length,
  machine: (a, b) => sizeOf(b) - sizeOf(a) || byText(machineOf)(a, b),
};
