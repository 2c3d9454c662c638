import { expect, it } from "vitest";
import { addToSighting } from "./sighting.js";

const address = "10.77.0.9";

it("gathers what the sources tell, and stays the same object where that is nothing new", () => {
  const tcp = addToSighting(address, undefined, { evidence: "tcp" });
  const named = addToSighting(address, tcp, {
    evidence: "netbios",
    names: [{ name: "PC-01", source: "netbios" }],
    mac: "02:00:00:00:00:01",
  });
  expect(tcp).toEqual({ address, evidence: new Set(["tcp"]), names: [] });
  expect(named).toEqual({
    address,
    evidence: new Set(["tcp", "netbios"]),
    names: [{ name: "PC-01", source: "netbios" }],
    mac: "02:00:00:00:00:01",
  });
  expect(addToSighting(address, named, { evidence: "tcp" })).toBe(named);
  expect(addToSighting(address, named, { names: [{ name: "PC-01", source: "netbios" }] })).toBe(named);
  expect(addToSighting(address, named, { mac: "02:00:00:00:00:02" })).toBe(named);
  expect(addToSighting(address, named, { names: [{ name: "PC-01", source: "dns" }] }).names).toHaveLength(2);
  expect(addToSighting(address, tcp, { mac: "02:00:00:00:00:02" }).mac).toBe("02:00:00:00:00:02");
});
