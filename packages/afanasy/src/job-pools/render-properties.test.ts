import { Farm, type Pool } from "@afpools/core";
import { describe, expect, it } from "vitest";
import { Afserver } from "../client/afserver.js";
import { hostOfRender } from "../farm/afanasy-host.js";
import { aPool } from "../testing/a-pool.js";
import { SimulatedAfserver } from "../testing/simulated-afserver.js";
import { correctProperties } from "./render-properties.js";

const token = (number: number) => `@${aPool(number, "pool").id}@`;

describe("correctProperties", () => {
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
        const farm = new Farm(renders.map(hostOfRender));
        const corrections = correctProperties(renders, { pools, farm, nativePools });
        for (const { renders: of, change } of corrections) {
          await server.during(afserver.changeRenders(of, change));
        }
        return corrections.length;
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
    const [first] = correctProperties([render], {
      pools: [aPool(1, "pool 1", ["pc-1"])],
      farm,
      nativePools: native("[a]"),
    });
    const properties_host = first?.change.properties_host ?? "";
    expect(properties_host).toContain("[a]");
    const [next] = correctProperties([{ ...render, properties_host }], {
      pools: [aPool(1, "pool 1", ["pc-1"])],
      farm,
      nativePools: native("[b]"),
    });
    expect(next?.change.properties_host).toMatch(/^\[b\]@inherited-/);
  });

  it("groups renders that are to have the same", () => {
    const names = ["pc-1", "pc-2", "pc-3"];
    const farm = new Farm(names.map((name) => ({ name, online: false })));
    const renders = names.map((name, id) => ({ name, id, state: new Set<string>() }));
    const corrections = correctProperties(renders, {
      pools: [aPool(1, "pool", names)],
      farm,
      nativePools: [],
    });
    expect(corrections).toEqual([{ renders, change: { properties_host: token(1) } }]);
  });

  it("leaves what says that a render was in a pool that is gone, while it is needed", () => {
    const names = ["pc-1", "pc-2"];
    const farm = new Farm(names.map((name) => ({ name, online: true })));
    const was = { name: "pc-1", id: 1, state: new Set<string>(), properties_host: `[fx]${token(9)}` };
    const other = { name: "pc-2", id: 2, state: new Set<string>() };
    const basis = { pools: [aPool(1, "pool 1", names)], farm, nativePools: [] };
    const gone = new Set([aPool(9, "pool 9").id]);
    expect(correctProperties([was, other], { ...basis, gone }).map(({ change }) => change)).toEqual([
      { properties_host: `[fx]${token(1)}${token(9)}` },
      { properties_host: token(1) },
    ]);
    expect(correctProperties([was], basis)[0]?.change).toEqual({ properties_host: `[fx]${token(1)}` });
  });

  it("leaves hidden renders hidden", () => {
    const farm = new Farm(["pc-1", "pc-2"].map((name) => ({ name, online: true })));
    const [shown, hidden] = ["pc-1", "pc-2"].map((name, id) => ({ name, id, state: new Set<string>() }));
    const renders = [shown as never, { ...(hidden as object), hidden: true } as never];
    const basis = { pools: [aPool(1, "pool 1", ["pc-1", "pc-2"])], farm, nativePools: [] };
    expect(correctProperties(renders, basis).map(({ change }) => change)).toEqual([
      { properties_host: token(1) },
      { properties_host: token(1), hidden: true },
    ]);
  });
});
