import { describe, expect, it } from "vitest";
import { SeenResources } from "./seen-resources.js";

const render = (id: number, name: string, state = "ONL") => ({ id, name, state: new Set([state]) });
const resources = (id: number, ram: number, host_name?: string) => ({
  id,
  ...(host_name && { host_name }),
  host_resources: { mem_total_mb: ram },
});

describe("SeenResources", () => {
  it("keeps what an offline render said last, and forgets what is gone", () => {
    const seen = new SeenResources();
    seen.take([render(1, "pc-1"), render(2, "pc-2")], [resources(1, 16), resources(2, 32)], []);
    seen.take([render(1, "pc-1", "OFF")], [{ id: 1 }], []);
    expect(seen.byName.get("pc-1")?.mem_total_mb).toBe(16);
    seen.take([], [], [render(1, "pc-1")]);
    expect([...seen.byName.keys()]).toEqual(["pc-2"]);
  });

  it("is to be told of renders that came online, once", () => {
    const seen = new SeenResources();
    expect(seen.lacking([render(1, "pc-1"), render(2, "pc-2", "OFF")])).toEqual([1]);
    seen.take([render(1, "pc-1")], [], []);
    expect(seen.lacking([render(1, "pc-1")])).toEqual([]);
    seen.take([render(1, "pc-1", "OFF")], [], []);
    expect(seen.lacking([render(1, "pc-1")])).toEqual([1]);
  });

  it("takes nothing from another render that has the id now", () => {
    const seen = new SeenResources();
    seen.take([render(1, "pc-1")], [resources(1, 16, "pc-9")], []);
    expect(seen.byName.size).toBe(0);
  });

  it("does not take what a render has not measured yet", () => {
    const seen = new SeenResources();
    seen.take([render(1, "pc-1")], [resources(1, 16)], []);
    seen.take([render(1, "pc-1")], [resources(1, 0)], []);
    expect(seen.byName.get("pc-1")?.mem_total_mb).toBe(16);
  });
});
