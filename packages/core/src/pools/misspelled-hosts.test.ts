import { expect, it } from "vitest";
import { Farm } from "../farm/farm.js";
import { misspelledHosts } from "./misspelled-hosts.js";
import { poolHost } from "./pool.js";

const farm = new Farm(["lt-pc-01", "PC-2", "pc-2", "ws-3"].map((name) => ({ name, online: true })));

it("lists the hosts that the farm spells otherwise, and no others", () => {
  const hosts = ["LT-PC-01", "pc-2", "Pc-2", "ws-3", "not-there"].map(poolHost);
  expect(misspelledHosts({ hosts }, farm)).toEqual([
    { stored: "LT-PC-01", spelled: "lt-pc-01" },
    { stored: "Pc-2", spelled: "PC-2" },
  ]);
});
