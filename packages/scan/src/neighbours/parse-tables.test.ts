import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseArp, parseIpNeigh, parseProcNetArp } from "./parse-tables.js";

const procNetArp = `IP address       HW type     Flags       HW address            Mask     Device
10.77.0.12       0x1         0x2         aa:b7:e5:c5:56:15     *        eth0
10.77.0.177      0x1         0x0         00:00:00:00:00:00     *        eth0
10.77.0.14       0x1         0x6         76:54:4e:96:af:f6     *        eth0
`;

const ipNeigh = `10.77.0.177 dev eth0 INCOMPLETE
10.77.0.12 dev eth0 lladdr aa:b7:e5:c5:56:15 REACHABLE
10.77.0.216 dev eth0 FAILED
10.77.0.217 dev eth0 lladdr 02:00:00:00:00:07 FAILED
10.77.0.1 dev eth0 lladdr 02:fc:00:00:00:05 router STALE
fd00::1 dev eth0 lladdr 02:fc:00:00:00:06 router STALE
`;

const macArp = `? (192.168.4.1) at 9c:3d:cf:a1:b2:c3 on en0 ifscope [ethernet]
pc-27.studio (192.168.4.27) at 0:1c:b3:9:fa:d0 on en0 ifscope [ethernet]
? (192.168.4.50) at (incomplete) on en0 ifscope [ethernet]
? (192.168.4.255) at ff:ff:ff:ff:ff:ff on en0 ifscope [ethernet]
? (224.0.0.251) at 1:0:5e:0:0:fb on en0 ifscope permanent [ethernet]
`;

const windowsArp = [
  "",
  "Schnittstelle: 192.168.4.10 --- 0xb",
  "  Internetadresse       Physische Adresse     Typ",
  "  192.168.4.1           9c-3d-cf-a1-b2-c3     dynamisch",
  "  192.168.4.23          3C-22-FB-AA-BB-CC     dynamisch",
  "  192.168.4.255         ff-ff-ff-ff-ff-ff     statisch",
  "  224.0.0.22            01-00-5e-00-00-16     statisch",
  "",
  "Interface: 10.8.0.2 --- 0x3d",
  "  Internet Address      Physical Address      Type",
  "  10.8.0.1              00-ff-6a-00-00-01     dynamic",
  "",
].join("\r\n");

describe("the neighbour table's", () => {
  it("/proc/net/arp gives those whose MAC address is known", () => {
    expect(parseProcNetArp(procNetArp)).toEqual([
      { address: "10.77.0.12", mac: "aa:b7:e5:c5:56:15" },
      { address: "10.77.0.14", mac: "76:54:4e:96:af:f6" },
    ]);
  });

  it("ip neigh gives IPv4 neighbours that were not found to be away", () => {
    expect(parseIpNeigh(ipNeigh)).toEqual([
      { address: "10.77.0.12", mac: "aa:b7:e5:c5:56:15" },
      { address: "10.77.0.1", mac: "02:fc:00:00:00:05" },
    ]);
  });

  it("arp of macOS gives machines, with MAC addresses filled up", () => {
    expect(parseArp(macArp)).toEqual([
      { address: "192.168.4.1", mac: "9c:3d:cf:a1:b2:c3" },
      { address: "192.168.4.27", mac: "00:1c:b3:09:fa:d0" },
    ]);
  });

  it("arp of Windows is read in whatever language", () => {
    expect(parseArp(windowsArp)).toEqual([
      { address: "192.168.4.1", mac: "9c:3d:cf:a1:b2:c3" },
      { address: "192.168.4.23", mac: "3c:22:fb:aa:bb:cc" },
      { address: "10.8.0.1", mac: "00:ff:6a:00:00:01" },
    ]);
  });

  it.each([parseProcNetArp, parseIpNeigh, parseArp])(
    "%o gives nothing for what it does not know",
    (parse) => {
      expect(parse("")).toEqual([]);
      fc.assert(fc.property(fc.string(), (text) => void parse(text)));
      const table = `${procNetArp}${ipNeigh}${macArp}${windowsArp}`;
      fc.assert(
        fc.property(
          fc.nat(table.length),
          fc.nat(table.length),
          (start, end) => void parse(table.slice(start, end)),
        ),
      );
    },
  );
});
