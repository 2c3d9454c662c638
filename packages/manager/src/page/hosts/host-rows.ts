import type { Pool, Render } from "@afpools/api/client";
import type { Membership } from "@afpools/core";
import { groupOf, type HostGroup } from "@afpools/core/internal";
import type { GridRow } from "../parts/grid.js";
import type { Sort } from "../parts/sort.js";
import { type SortKeys, sortedBy } from "../parts/sorted-by.js";

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
  return sortedBy(matching, keysOf[sort.by], sort.down);
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

const ranks: Readonly<Record<HostGroup, number>> = { free: 0, busy: 1, held: 2, offline: 3 };

/** What tables are sorted by: the most tasks, pools and memory stand first. */
const keysOf: Readonly<Record<Exclude<HostColumn, "name">, (row: HostRow) => SortKeys>> = {
  state: (row) => [row.render ? ranks[groupOfRow(row)] : 4],
  renders: ({ render }) => [-(render?.tasks ?? 0), render?.jobs.join() ?? ""],
  address: ({ render }) => [render?.address ?? ""],
  engine: ({ render }) => [render?.engine ?? ""],
  why: ({ why }) => [why?.by === "rule" ? why.rule : ""],
  pools: ({ pools }) => [-pools.length],
  machine: (row) => [-(row.render?.facts.ram ?? 0), machineOf(row)],
};
