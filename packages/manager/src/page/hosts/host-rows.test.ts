import { expect, it } from "vitest";
import { type HostColumn, type HostRow, shownRows } from "./host-rows.js";

const row = (name: string, members: Partial<HostRow> = {}): HostRow => ({
  name,
  online: true,
  held: null,
  jobs: [],
  tasks: 0,
  address: "",
  engine: "",
  why: { by: "name" },
  others: [],
  ...members,
});

const rows = [
  row("pc-10", { tasks: 2, jobs: ["shot"], address: "10.0.0.9" }),
  row("pc-2", { online: false, address: "10.0.0.10" }),
  row("ws-1", { held: "nimby", why: { by: "rule", rule: "ws-*" } }),
  row("gone", { online: null }),
];
const names = (text: string, isOnlineOnly = false, by: HostColumn = "name", down = false) =>
  shownRows(rows, text, isOnlineOnly, { by, down }).map(({ name }) => name);

it("sorts by every column, names as people count", () => {
  expect(names("")).toEqual(["gone", "pc-2", "pc-10", "ws-1"]);
  expect(names("", false, "name", true)).toEqual(["ws-1", "pc-10", "pc-2", "gone"]);
  expect(names("", false, "state")).toEqual(["pc-10", "ws-1", "pc-2", "gone"]);
  expect(names("", false, "renders")[0]).toBe("pc-10");
  expect(names("pc", false, "address")).toEqual(["pc-10", "pc-2"]);
  expect(names("", false, "why").at(-1)).toBe("ws-1");
});

it("finds a text in any column, and hosts online alone", () => {
  expect(names("SHOT")).toEqual(["pc-10"]);
  expect(names("0.10")).toEqual(["pc-2"]);
  expect(names("pc", true)).toEqual(["pc-10"]);
  expect(names("nothing")).toEqual([]);
});
