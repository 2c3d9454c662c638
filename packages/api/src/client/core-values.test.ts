import { poolMembers } from "@afpools/core";
import { expect, it } from "vitest";
import { aPool, aRender } from "../testing/resources.js";
import { toCorePool, toFarm } from "./core-values.js";

it("members by rule, and who is online, follow from what events tell", () => {
  const farm = toFarm([
    aRender("PC-1"),
    { ...aRender("lt-1"), online: false, address: null, engine: null, nativePool: null, facts: {} },
  ]);
  expect(farm.hosts).toEqual([
    { name: "lt-1", online: false },
    {
      name: "PC-1",
      online: true,
      address: "10.0.0.1",
      engine: "3.4.1",
      nativePool: "/",
      facts: aRender("PC-1").facts,
    },
  ]);
  const pool = toCorePool({ ...aPool("gpu", ["pc-1"]), rules: ["lt-*"] });
  expect(poolMembers(pool, [], farm).map(({ name, why }) => [name, why.by])).toEqual([
    ["PC-1", "name"],
    ["lt-1", "rule"],
  ]);
});
