import { expect, it } from "vitest";
import { selfOf } from "./self.js";

it("knows its own addresses, with all of loopback", () => {
  const info = { family: "IPv4", netmask: "", internal: false, cidr: null } as const;
  const self = selfOf("WS-1", {
    lo: [{ ...info, address: "127.0.0.1", mac: "00:00:00:00:00:00" }],
    eth0: [{ ...info, address: "10.77.0.9", mac: "02:00:00:00:00:09" }],
    gone: undefined,
  });
  expect(self.name).toBe("WS-1");
  expect(["127.0.0.1", "127.9.9.9", "10.77.0.9", "10.77.0.1"].map((address) => self.has(address))).toEqual([
    true,
    true,
    true,
    false,
  ]);
  expect(self.mac("10.77.0.9")).toBe("02:00:00:00:00:09");
  expect(self.mac("127.0.0.1")).toBeUndefined();
});
