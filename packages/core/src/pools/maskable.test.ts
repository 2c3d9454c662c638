import { expect, it } from "vitest";
import { Farm } from "../farm/farm.js";
import { aPool } from "../testing/fixtures.js";
import { hostsWithPools } from "./hosts-with-pools.js";
import { isMaskable } from "./maskable.js";
import { poolMembers } from "./memberships.js";

it("a render whose name no mask can hold is counted in no pool", () => {
  const farm = new Farm(["pc-1", "PC-2", "pc 3", "pc(4)"].map((name) => ({ name, online: true })));
  const pool = aPool("gpu", ["new-9"], ["pc*"]);
  const members = poolMembers(pool, [pool], farm);
  expect(members.filter(isMaskable).map(({ name }) => name)).toEqual(["new-9", "pc-1", "PC-2"]);
  const rows = hostsWithPools([pool], farm);
  expect(rows.map(({ name, pools }) => [name, pools.length])).toEqual([
    ["new-9", 1],
    ["pc 3", 0],
    ["pc-1", 1],
    ["PC-2", 1],
    ["pc(4)", 0],
  ]);
});
