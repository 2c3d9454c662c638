import type { Machine } from "@afpools/scan";
import { expect, it } from "vitest";
import { formatMachines } from "./format-machines.js";

const machine = (more: Partial<Machine>): Machine => ({
  address: "10.77.0.9",
  name: null,
  names: [],
  evidence: ["tcp", "arp"],
  ...more,
});

it("shows machines, told names that are none, and renders; nothing moves the cursor", () => {
  const table = formatMachines([
    machine({ name: "pc-09" }),
    machine({ name: "PC-10", farmHost: { name: "PC-10", online: true } }),
    machine({ evidence: ["farm"], farmHost: { name: "pc(1)", online: false } }),
    machine({
      names: [
        { name: "my\u001b[2J pc\u009b", source: "netbios", hostName: null },
        { name: "my\u001b[2J pc\u009b", source: "mdns", hostName: null },
        { name: "10.77.0.9", source: "dns", hostName: null },
      ],
    }),
    machine({}),
  ]);
  expect(table.split("\n")).toEqual([
    "ADDRESS    NAME                                               SEEN BY  FARM",
    "10.77.0.9  pc-09                                              tcp arp",
    "10.77.0.9  PC-10                                              tcp arp  PC-10 online",
    '10.77.0.9                                                     farm     "pc(1)" offline',
    '10.77.0.9  "my\\u{1b}[2J pc\\u{9b}", "10.77.0.9": no host name  tcp arp',
    "10.77.0.9                                                     tcp arp",
  ]);
});
