import { Farm } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { describeMachine, knownFarm } from "./describe-machine.js";

const address = "10.77.0.9";

describe("describeMachine", () => {
  it("names a machine as Afanasy's render would, and keeps what was told", () => {
    const sighting = {
      address,
      evidence: new Set(["netbios", "tcp"] as const),
      names: [
        { name: "lt-pc-01.studio.example", source: "dns" as const },
        { name: "LT-PC-01", source: "netbios" as const },
      ],
      mac: "02:00:00:00:00:01",
    };
    expect(describeMachine(sighting, undefined)).toEqual({
      address,
      name: "lt-pc-01",
      names: [
        { name: "LT-PC-01", source: "netbios", hostName: "lt-pc-01" },
        { name: "lt-pc-01.studio.example", source: "dns", hostName: "lt-pc-01" },
      ],
      mac: "02:00:00:00:00:01",
      evidence: ["tcp", "netbios"],
    });
  });

  it("takes the render's own spelling", () => {
    const farm = knownFarm(new Farm([{ name: "LT-PC-01", online: true, address }]));
    const sighting = {
      address,
      evidence: new Set(["farm"] as const),
      names: [{ name: "lt-pc-01.local", source: "mdns" as const }],
    };
    expect(describeMachine(sighting, farm)).toEqual({
      address,
      name: "LT-PC-01",
      names: [
        { name: "LT-PC-01", source: "farm", hostName: "LT-PC-01" },
        { name: "lt-pc-01.local", source: "mdns", hostName: "lt-pc-01" },
      ],
      evidence: ["farm"],
      farmHost: { name: "LT-PC-01", online: true },
    });
  });

  it("has no name where nobody tells one that is a host name", () => {
    const names = [{ name: "Annas Rechner", source: "netbios" as const }];
    expect(describeMachine({ address, evidence: new Set(["netbios"]), names }, undefined)).toMatchObject({
      name: null,
      names: [{ name: "Annas Rechner", source: "netbios", hostName: null }],
    });
  });

  it("has no name, rather than another one, where the render's own can be no host name", () => {
    const farm = knownFarm(new Farm([{ name: "pc(1)", online: true, address }]));
    const names = [{ name: "pc-1.local", source: "mdns" as const }];
    expect(describeMachine({ address, evidence: new Set(["farm"]), names }, farm)).toMatchObject({
      name: null,
      farmHost: { name: "pc(1)", online: true },
    });
  });
});
