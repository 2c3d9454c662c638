import { describe, expect, it } from "vitest";
import type { MachineName, NameSource } from "../machine.js";
import { chooseName } from "./choose-name.js";
import { hostNameOf } from "./host-name-of.js";

const told = (...names: readonly (readonly [NameSource, string])[]): MachineName[] =>
  names.map(([source, name]) => ({ name, source, hostName: hostNameOf(name) }));

describe("chooseName", () => {
  it("has no name where none is told, or none is a host name", () => {
    expect(chooseName([])).toBeNull();
    expect(chooseName(told(["dns", "my pc"], ["mdns", ""]))).toBeNull();
  });

  it("takes the one that most sources tell", () => {
    expect(
      chooseName(told(["mdns", "pc-2.local"], ["netbios", "PC-01"], ["dns", "pc-01.studio.example"])),
    ).toBe("pc-01");
  });

  it("takes of equals what the machine tells itself, before what the name server does", () => {
    expect(chooseName(told(["dns", "dhcp-9.example"], ["netbios", "PC-01"]))).toBe("pc-01");
    expect(chooseName(told(["netbios", "PC-01"], ["mdns", "pc-1.local"]))).toBe("pc-1");
  });

  it("counts a source once, however many names it has", () => {
    const names = told(["dns", "www.example"], ["dns", "www.studio"], ["mdns", "pc-01.local"]);
    expect(chooseName(names)).toBe("pc-01");
  });

  it("takes the same of several by the name server each time", () => {
    const names = told(["dns", "b.example"], ["dns", "a.example"]);
    expect([chooseName(names), chooseName(names.toReversed())]).toEqual(["a", "a"]);
  });

  it("completes a NetBIOS name that has no room for more", () => {
    const names = told(["netbios", "RENDERSTATION-0"], ["dns", "renderstation-07.example"]);
    expect(chooseName(names)).toBe("renderstation-07");
    expect(chooseName(told(["netbios", "RENDER"], ["dns", "render-07.example"]))).toBe("render");
    expect(chooseName(told(["netbios", "RENDERSTATION-0"]))).toBe("renderstation-0");
  });

  it("believes the scanning system of itself", () => {
    expect(chooseName(told(["dns", "a.example"], ["mdns", "a.local"], ["self", "WS-1"]))).toBe("ws-1");
  });
});
