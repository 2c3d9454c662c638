import type { Render } from "@afpools/api/client";
import { compareHostNames } from "@afpools/core";
import { expect, it } from "vitest";
import {
  type HostChoice,
  type HostColumn,
  type HostRow,
  holdsText,
  machineOf,
  shownRows,
} from "./host-rows.js";

const render = (name: string, members: Partial<Render> = {}): Render => ({
  name,
  online: true,
  held: null,
  jobs: [],
  tasks: 0,
  nativePool: "/",
  address: "",
  engine: "",
  facts: {},
  ...members,
});
const row = (name: string, of: Partial<Render>, members: Partial<HostRow> = {}): HostRow => ({
  key: name,
  name,
  render: render(name, of),
  pools: [],
  ...members,
});
const pool = { name: "cards" } as HostRow["pools"][number];

const rows = [
  row("pc-10", { tasks: 2, jobs: ["shot"], address: "10.0.0.9", facts: { ram: 8 * 2 ** 30, cores: 4 } }),
  row("pc-2", { online: false, address: "10.0.0.10" }, { pools: [pool] }),
  row("ws-1", { held: "nimby" }, { why: { by: "rule", rule: "ws-*" } }),
  row("ws-2", { facts: { ram: 64 * 2 ** 30, os: "linux" } }, { pools: [pool] }),
  { key: "gone", name: "gone", render: undefined, pools: [] },
];
const inOrder = rows.toSorted((a, b) => compareHostNames(a.name, b.name));
const names = (text: string, choice: HostChoice = "all", by: HostColumn = "name", down = false) =>
  shownRows(inOrder, (row) => holdsText(row, text.toLowerCase()), choice, { by, down }).map(
    ({ name }) => name,
  );

it("sorts by every column, names as people count", () => {
  expect(names("")).toEqual(["gone", "pc-2", "pc-10", "ws-1", "ws-2"]);
  expect(names("", "all", "name", true)).toEqual(["ws-2", "ws-1", "pc-10", "pc-2", "gone"]);
  expect(names("", "all", "state")).toEqual(["ws-2", "pc-10", "ws-1", "pc-2", "gone"]);
  expect(names("", "all", "renders")[0]).toBe("pc-10");
  expect(names("pc", "all", "address")).toEqual(["pc-10", "pc-2"]);
  expect(names("", "all", "why").at(-1)).toBe("ws-1");
  expect(names("", "all", "pools").slice(0, 2)).toEqual(["pc-2", "ws-2"]);
  expect(names("", "all", "machine").slice(0, 2)).toEqual(["ws-2", "pc-10"]);
});

it("finds a text in any column, also in what the machine has", () => {
  expect(names("SHOT")).toEqual(["pc-10"]);
  expect(names("0.10")).toEqual(["pc-2"]);
  expect(names("cards")).toEqual(["pc-2", "ws-2"]);
  expect(names("linux")).toEqual(["ws-2"]);
  expect(names("nothing")).toEqual([]);
});

it("shows the hosts of one group, or those in no pool", () => {
  expect(names("", "free")).toEqual(["ws-2"]);
  expect(names("", "busy")).toEqual(["pc-10"]);
  expect(names("", "held")).toEqual(["ws-1"]);
  expect(names("", "offline")).toEqual(["gone", "pc-2"]);
  expect(names("", "unpooled")).toEqual(["gone", "pc-10", "ws-1"]);
});

it("says in a line what a machine has, as far as that is known", () => {
  expect(rows.map(machineOf)).toEqual(["4 cores, 8 GiB", "", "", "64 GiB, linux", ""]);
});
