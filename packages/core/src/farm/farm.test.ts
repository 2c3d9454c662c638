import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { aFarm } from "../testing/fixtures.js";
import { Farm } from "./farm.js";
import { staticFarm } from "./farm-source.js";

describe("Farm", () => {
  it("keeps its hosts in natural order", () => {
    expect(aFarm("pc-10", "pc-9", "PC-1").hosts.map((host) => host.name)).toEqual(["PC-1", "pc-9", "pc-10"]);
  });

  it("finds hosts without regard to case, several where renders differ by it", () => {
    const farm = aFarm("PC-2", "pc-2", "pc-20");
    expect(farm.find("Pc-2").map((host) => host.name)).toEqual(["PC-2", "pc-2"]);
    expect(farm.find("pc-3")).toEqual([]);
    expect(farm.find("__proto__")).toEqual([]);
  });

  it("counts the last of hosts with the very same name", () => {
    const farm = new Farm([
      { name: "pc-1", online: false },
      { name: "pc-1", online: true },
    ]);
    expect(farm.hosts).toEqual([{ name: "pc-1", online: true }]);
  });

  it("has hosts come, change and go, and is in order as if it was made anew", () => {
    const names = fc.constantFrom("pc-1", "PC-1", "pc-2", "pc-10", "a", "z");
    const host = fc.record({ name: names, online: fc.boolean() });
    fc.assert(
      fc.property(fc.array(host), fc.array(fc.tuple(fc.array(host), fc.array(names))), (hosts, steps) => {
        const now = new Map(hosts.map((one) => [one.name, one]));
        let farm = new Farm(hosts);
        for (const [changed, gone] of steps) {
          for (const name of gone) now.delete(name);
          for (const one of changed) now.set(one.name, one);
          farm = farm.with(changed, gone);
          const anew = new Farm(now.values());
          expect([farm.hosts, farm.keys]).toEqual([anew.hosts, anew.keys]);
          expect(farm.find("pc-1")).toEqual(anew.find("pc-1"));
        }
      }),
    );
  });

  it("may be empty", () => {
    expect(new Farm([]).hosts).toEqual([]);
  });
});

describe("staticFarm", () => {
  it("is always the same farm", () => {
    const farm = aFarm("pc-1");
    const source = staticFarm(farm);
    const listener = vi.fn();
    source.subscribe(listener)();
    expect(source.current()).toBe(farm);
    expect(listener).not.toHaveBeenCalled();
  });
});
