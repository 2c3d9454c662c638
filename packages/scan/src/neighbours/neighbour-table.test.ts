import { describe, expect, it } from "vitest";
import { NeighbourTable } from "./neighbour-table.js";

const mac = "02:00:00:00:00:01";

function counted(signal = new AbortController().signal, spacingMs = 0) {
  let readings = 0;
  const read = async () => {
    readings += 1;
    return [{ address: `10.77.0.${readings}`, mac }];
  };
  return { table: new NeighbourTable(read, spacingMs, signal), readings: () => readings };
}

describe("NeighbourTable", () => {
  it("reads once for all who ask before a reading begins, and anew for who asks then", async () => {
    const { table, readings } = counted();
    const [first, second] = await Promise.all([table.current(), table.current()]);
    expect([...first.keys(), ...second.keys()]).toEqual(["10.77.0.1", "10.77.0.1"]);
    expect([...(await table.current()).keys()]).toEqual(["10.77.0.2"]);
    expect(readings()).toBe(2);
  });

  it("gives up at once when cancelled, however long it was to wait", async () => {
    const stop = new AbortController();
    const { table, readings } = counted(stop.signal, 3_600_000);
    await table.current();
    const later = table.current();
    stop.abort();
    await expect(later).rejects.toThrow("abort");
    expect(readings()).toBe(1);
  });

  it("rejects where the table cannot be read, and reads again for the next", async () => {
    let fails = true;
    const read = async () => {
      if (fails) throw new Error("no table");
      return [{ address: "10.77.0.1", mac }];
    };
    const table = new NeighbourTable(read, 0, new AbortController().signal);
    await expect(table.current()).rejects.toThrow("no table");
    fails = false;
    expect((await table.current()).get("10.77.0.1")).toBe(mac);
  });
});
