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
