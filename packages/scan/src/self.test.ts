import { expect, it } from "vitest";
import { selfOf } from "./self.js";

const info = { family: "IPv4", netmask: "", internal: false } as const;
const self = selfOf("WS-1", {
  lo: [{ ...info, address: "127.0.0.1", cidr: "127.0.0.1/8", mac: "00:00:00:00:00:00" }],
  eth0: [{ ...info, address: "10.77.0.9", cidr: "10.77.0.9/24", mac: "02:00:00:00:00:09" }],
  tun0: [{ ...info, address: "10.8.0.2", cidr: "10.8.0.2/31", mac: "00:00:00:00:00:00" }],
  odd: [{ ...info, address: "10.9.0.2", cidr: null, mac: "00:00:00:00:00:00" }],
  gone: undefined,
});

const those = (addresses: readonly string[], isIt: (address: string) => boolean) => addresses.filter(isIt);

it("knows its own addresses, with all of loopback", () => {
  expect(self.name).toBe("WS-1");
  expect(those(["127.0.0.1", "127.9.9.9", "10.77.0.9", "10.9.0.2"], self.has)).toHaveLength(4);
  expect(those(["10.77.0.1", "10.8.0.3"], self.has)).toEqual([]);
  expect(self.mac("10.77.0.9")).toBe("02:00:00:00:00:09");
  expect(self.mac("127.0.0.1")).toBeUndefined();
});

it("knows the addresses of its networks that no machine has", () => {
  const addresses = [
    "10.77.0.0",
    "10.77.0.1",
    "10.77.0.254",
    "10.77.0.255",
    "10.77.1.0",
    "10.8.0.2",
    "10.8.0.3",
  ];
  expect(those(addresses, self.isNobodys)).toEqual(["10.77.0.0", "10.77.0.255"]);
});
