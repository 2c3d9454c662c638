import { describe, expect, it } from "vitest";
import { ScanTargets } from "./scan-targets.js";

describe("ScanTargets", () => {
  it("are the addresses in order, each once", () => {
    const targets = ScanTargets.parse(["10.77.0.8-9", "10.77.0.0/30", "10.77.0.9", "10.77.0.2"]);
    expect([...targets]).toEqual(["10.77.0.1", "10.77.0.2", "10.77.0.8", "10.77.0.9"]);
    expect(targets.size).toBe(4);
    expect(targets.text).toEqual(["10.77.0.8-10.77.0.9", "10.77.0.0/30", "10.77.0.9", "10.77.0.2"]);
    expect(
      ["10.77.0.1", "10.77.0.3", "10.77.0.9", "pc-01", "::1"].map((address) => targets.has(address)),
    ).toEqual([true, false, true, false, false]);
  });

  it("are at most a /16 in all", () => {
    expect(ScanTargets.parse(["10.77.0.0/17", "10.77.128.0/17", "10.77.1.0/24"]).size).toBe(65_532);
    expect(() => ScanTargets.parse(["10.77.0.0/16", "10.78.0.0/29"])).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        message: "10.77.0.0/16, 10.78.0.0/29 have 65540 addresses together; at most 65536 are scanned.",
        details: { targets: ["10.77.0.0/16", "10.78.0.0/29"], reason: "too-large" },
      }),
    );
  });

  it("are at least one", () => {
    expect(() => ScanTargets.parse([])).toThrow("No addresses are named.");
    const eth0 = [
      {
        family: "IPv4",
        address: "192.0.2.2",
        cidr: "192.0.2.2/24",
        internal: false,
        netmask: "",
        mac: "",
      } as const,
    ];
    expect(() => ScanTargets.own({ eth0 })).toThrow(
      expect.objectContaining({
        code: "INVALID_ARGUMENT",
        message:
          "This machine has no private IPv4 network. eth0 (192.0.2.2/24) is left out: it is not private. Name the addresses.",
        details: { reason: "none" },
      }),
    );
  });
});
