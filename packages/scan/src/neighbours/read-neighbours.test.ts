import { expect, it } from "vitest";
import { parseIpv4 } from "../targets/ipv4.js";
import { parseMac } from "./neighbour.js";
import { readNeighbours } from "./read-neighbours.js";

it("reads this system's own table", async () => {
  const neighbours = await readNeighbours(new AbortController().signal);
  for (const { address, mac } of neighbours) {
    expect(parseIpv4(address)).toBeDefined();
    expect(parseMac(mac)).toBe(mac);
  }
});

it("rejects when cancelled", async () => {
  await expect(readNeighbours(AbortSignal.abort())).rejects.toThrow("abort");
});
