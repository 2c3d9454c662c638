import { Farm, type Pool } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import { hostOfRender } from "../farm/afanasy-host.js";
import { aPool } from "../testing/a-pool.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { writeRenders } from "./guarded-writes.js";
import { propertyChanges } from "./render-properties.js";

const token = (number: number) => `@${aPool(number, "pool").id}@`;

describe("propertyChanges", () => {
  it("makes renders say in which pools they are, beside what the studio keeps there, and takes it back", async () => {
    const server = await SimulatedAfserver.start();
    try {
      server.farm.root.ownProperties = "[default]";
      server.farm.startRender({ name: "pc-1" });
      server.farm.startRender({ name: "pc-2", properties: "[fx]" });
      server.farm.startRender({ name: "pc-3" });
      server.farm.addPool("/fx", server.farm.root);
      server.farm.startRender({ name: "PC-4", pool: "/fx" });
      const afserver = new Afserver(server.address);
      const correct = async (pools: readonly Pool[]) => {
        const [renders, nativePools] = await Promise.all([afserver.renders(), afserver.nativePools()]);
        const farm = new Farm(renders.map((render) => hostOfRender(render)));
        const changeOf = propertyChanges({ pools, farm, nativePools });
        await server.during(writeRenders(afserver, renders, changeOf));
        return renders.filter(changeOf).length;
      };
      const properties = () => Array.from(server.farm.renders.values(), (render) => render.properties);
      expect(
        await correct([aPool(1, "pool 1", ["pc-1", "pc-2", "gone"]), aPool(2, "pool 2", ["pc-2", "pc-4"])]),
      ).toBe(3);
      expect(properties()).toEqual([
        expect.stringMatching(new RegExp(`^\\[default\\]@inherited-[0-9a-f]{8}@${token(1)}$`)),
        `[fx]${token(1)}${token(2)}`,
        "[default]",
        expect.stringMatching(new RegExp(`^\\[default\\]@inherited-[0-9a-f]{8}@${token(2)}$`)),
      ]);
      expect(
        await correct([aPool(1, "pool 1", ["pc-1", "pc-2", "gone"]), aPool(2, "pool 2", ["pc-2", "pc-4"])]),
      ).toBe(0);
      expect(await correct([aPool(1, "pool 1", [], ["pc-[1-2]"])])).toBe(2);
      expect(await correct([])).toBe(2);
      expect(properties()).toEqual(["[default]", "[fx]", "[default]", "[default]"]);
      expect(Array.from(server.farm.renders.values(), (render) => render.ownProperties)).toEqual([
        "",
        "[fx]",
        "",
        "",
      ]);
    } finally {
      await server.stop();
    }
  });

  it("follows what a native pool gives to its renders", () => {
    const farm = new Farm([{ name: "pc-1", online: true }]);
    const native = (properties_host: string) => [
      { name: "/", id: 1, properties_host },
      { name: "/fx", id: 2, parent: "/" },
    ];
    const render = { name: "pc-1", id: 1, state: new Set(["ONL"]), pool: "/fx" };
    const pools = [aPool(1, "pool 1", ["pc-1"])];
    const first = propertyChanges({ pools, farm, nativePools: native("[a]") })(render);
    const properties_host = first?.properties_host ?? "";
    expect(properties_host).toContain("[a]");
    const next = propertyChanges({ pools, farm, nativePools: native("[b]") })({ ...render, properties_host });
    expect(next?.properties_host).toMatch(/^\[b\]@inherited-/);
  });

  it("leaves what says that a render was in a pool that is gone, while it is needed", () => {
    const names = ["pc-1", "pc-2"];
    const farm = new Farm(names.map((name) => ({ name, online: true })));
    const was = { name: "pc-1", id: 1, state: new Set<string>(), properties_host: `[fx]${token(9)}` };
    const other = { name: "pc-2", id: 2, state: new Set<string>() };
    const basis = { pools: [aPool(1, "pool 1", names)], farm, nativePools: [] };
    const gone = new Set([aPool(9, "pool 9").id]);
    expect([was, other].map(propertyChanges({ ...basis, gone }))).toEqual([
      { properties_host: `[fx]${token(1)}${token(9)}` },
      { properties_host: token(1) },
    ]);
    expect(propertyChanges(basis)(was)).toEqual({ properties_host: `[fx]${token(1)}` });
  });
});
