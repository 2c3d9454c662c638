import { describe, expect, it } from "vitest";
import { byAddress, parseMac } from "./neighbour.js";

describe("parseMac", () => {
  it.each([
    ["02:FC:00:00:00:05", "02:fc:00:00:00:05"],
    ["0:1c:42:0:0:18", "00:1c:42:00:00:18"],
    ["00-1c-42-00-00-18", "00:1c:42:00:00:18"],
    ["00:00:00:00:00:00", undefined],
    ["ff-ff-ff-ff-ff-ff", undefined],
    ["1:0:5e:0:0:fb", undefined],
    ["33:33:00:00:00:01", undefined],
    ["(incomplete)", undefined],
    ["02:fc:00:00:00", undefined],
    ["02:fc:00:00:00:05:06", undefined],
    ["", undefined],
  ])("%j is %j", (text, mac) => expect(parseMac(text)).toBe(mac));
});

describe("byAddress", () => {
  const at = (last: number, mac: string) => ({ address: `10.77.0.${last}`, mac });

  it("knows a machine by its addresses, four at most", () => {
    const four = [1, 2, 3, 4].map((last) => at(last, "02:00:00:00:00:01"));
    expect(byAddress([...four, at(5, "02:00:00:00:00:02")]).size).toBe(5);
    expect(byAddress([...four, at(4, "02:00:00:00:00:01")]).size).toBe(4);
  });

  it("leaves out a router that answers for others", () => {
    const router = Array.from({ length: 200 }, (_, index) => at(index, "12:34:56:78:9a:bc"));
    expect([...byAddress([...router, at(201, "02:00:00:00:00:02")])]).toEqual([
      ["10.77.0.201", "02:00:00:00:00:02"],
    ]);
  });
});
