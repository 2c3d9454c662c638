import { Farm, type FarmHost } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { findRender } from "./find-render.js";
import { hostNameOf } from "./host-name-of.js";

const address = "10.77.0.9";

/** The render of the machine at 10.77.0.9 that tells these names. */
function found(hosts: readonly FarmHost[], ...told: string[]): string | undefined {
  const names = told.map((name) => ({ name, source: "dns" as const, hostName: hostNameOf(name) }));
  const renders = hosts.filter((host) => host.address === address);
  const choice = names[0]?.hostName ?? null;
  return findRender({ renders, farm: new Farm(hosts), names, choice })?.name;
}

describe("findRender", () => {
  it("goes by the address, and by a name without regard to case", () => {
    expect(found([{ name: "Render-A", online: true, address }])).toBe("Render-A");
    expect(found([{ name: "PC-01", online: false }], "pc-01.studio.example")).toBe("PC-01");
    expect(found([{ name: "pc-02", online: true, address: "10.77.0.2" }], "pc-01")).toBeUndefined();
  });

  it("knows a render by its name with the domain", () => {
    expect(found([{ name: "pc-01.studio.example", online: true }], "PC-01.studio.example.")).toBe(
      "pc-01.studio.example",
    );
  });

  it("prefers of several at the address the one of the name, then one that is online", () => {
    const hosts = [
      { name: "a", online: false, address },
      { name: "b", online: true, address },
      { name: "pc-01", online: false, address },
    ];
    expect(found(hosts, "pc-01")).toBe("pc-01");
    expect(found(hosts, "pc-02")).toBe("b");
  });

  it("believes a name before an offline render's address, which may be another's by now", () => {
    const hosts = [
      { name: "old", online: false, address },
      { name: "pc-01", online: true, address: "10.77.0.3" },
    ];
    expect(found(hosts, "pc-01")).toBe("pc-01");
    expect(found(hosts, "pc-02")).toBe("old");
  });

  it("prefers the online one of names that differ by case", () => {
    const hosts = [
      { name: "PC-01", online: false },
      { name: "pc-01", online: true },
    ];
    expect(found(hosts, "pc-01")).toBe("pc-01");
    expect(
      found(
        hosts.map((host) => ({ ...host, online: !host.online })),
        "pc-01",
      ),
    ).toBe("PC-01");
  });
});
