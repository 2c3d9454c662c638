import type { Machine, Scan } from "@afpools/api/client";
import { expect, it } from "vitest";
import { scanAfter } from "./scans.js";

const machine = (address: string, name: string | null = null): Machine => ({
  address,
  name,
  names: [],
  evidence: ["tcp"],
});
const begun: Scan = {
  id: "s",
  state: "running",
  targets: [],
  notes: [],
  by: "anna",
  startedAt: "",
  done: 0,
  total: 254,
  machines: [],
  problems: [],
};

it("puts together what a scan tells", () => {
  let scan = begun;
  for (const address of ["10.0.0.20", "10.0.0.3"])
    scan = scanAfter(scan, { kind: "found", machine: machine(address) });
  scan = scanAfter(scan, { kind: "updated", machine: machine("10.0.0.20", "pc-20") });
  scan = scanAfter(scan, { kind: "progress", done: 100, total: 254 });
  scan = scanAfter(scan, { kind: "problem", message: "No raw sockets." });
  expect(scan.machines.map(({ address, name }) => [address, name])).toEqual([
    ["10.0.0.3", null],
    ["10.0.0.20", "pc-20"],
  ]);
  expect([scan.done, scan.problems, scan.state]).toEqual([100, ["No raw sockets."], "running"]);
  expect(scanAfter(scan, { kind: "end", outcome: "complete" })).toMatchObject({
    state: "complete",
    done: 254,
  });
  expect(scanAfter(scan, { kind: "end", outcome: "cancelled" })).toMatchObject({
    state: "cancelled",
    done: 100,
  });
});
