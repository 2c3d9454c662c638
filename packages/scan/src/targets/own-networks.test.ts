import type { NetworkInterfaceInfo } from "node:os";
import { describe, expect, it } from "vitest";
import { formatIpv4 } from "./ipv4.js";
import { ownNetworks } from "./own-networks.js";

function info(cidr: string, internal = false): NetworkInterfaceInfo {
  const [address = ""] = cidr.split("/");
  return { family: "IPv4", address, cidr, internal, netmask: "", mac: "02:00:00:00:00:01" };
}

const ipv6: NetworkInterfaceInfo = {
  family: "IPv6",
  address: "fd00::2",
  cidr: "fd00::2/64",
  internal: false,
  netmask: "ffff:ffff:ffff:ffff::",
  mac: "02:00:00:00:00:01",
  scopeid: 0,
};

const text = (interfaces: Parameters<typeof ownNetworks>[0]) =>
  ownNetworks(interfaces).targets.map((target) => target.text);

describe("ownNetworks", () => {
  it("takes private IPv4 networks, each once", () => {
    const interfaces = {
      lo: [info("127.0.0.1/8", true)],
      eth0: [info("10.77.0.9/24"), ipv6],
      wlan0: [info("10.77.0.10/24")],
      eth1: [info("192.168.4.200/22")],
      gone: undefined,
    };
    expect(text(interfaces)).toEqual(["10.77.0.0/24", "192.168.4.0/22"]);
    expect(ownNetworks(interfaces).notes).toEqual([]);
  });

  it("cuts a network larger than a /22 to the /24 around the machine, and says so", () => {
    const { targets, notes } = ownNetworks({ eth0: [info("10.77.3.9/16")] });
    expect(targets.map(({ text, range }) => [text, formatIpv4(range.first), formatIpv4(range.last)])).toEqual(
      [["10.77.3.0/24", "10.77.3.1", "10.77.3.254"]],
    );
    expect(notes).toEqual([
      "eth0 (10.77.3.9/16) is a large network: only 10.77.3.0/24 is scanned. Name more of it to have more.",
    ]);
  });

  it("leaves out public and link-local networks, and says so; and ends of tunnels", () => {
    const interfaces = {
      eth0: [info("192.0.2.2/24")],
      usb0: [info("169.254.7.1/16")],
      wg0: [info("10.8.0.2/32")],
    };
    expect(ownNetworks(interfaces)).toEqual({
      targets: [],
      notes: [
        "eth0 (192.0.2.2/24) is left out: it is not private.",
        "usb0 (169.254.7.1/16) is left out: it is link-local.",
      ],
    });
  });

  it("leaves out an interface that tells no prefix", () => {
    expect(text({ eth0: [{ ...info("10.77.0.9/24"), cidr: null }] })).toEqual([]);
  });
});
