import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nearest } from "./nearest.js";

describe("nearest", () => {
  it.each([
    ["gpuu", ["nuke", "gpu"], "gpu"],
    ["ngk", ["nuke", "ngki"], "ngki"],
    ["nkue", ["fx", "nuke"], "nuke"],
    ["GPU", ["gpus", "gpu"], "gpu"],
    ["heavysim", ["Heavy Sim", "light"], "Heavy Sim"],
    ["gpu", ["nuke", "light"], undefined],
    ["a", ["b", "ab"], undefined],
    ["", ["a"], undefined],
    ["gpu", [], undefined],
  ])("%j of %j", (text, candidates, expected) => expect(nearest(text, candidates)).toBe(expected));

  it("takes the first of those that are equally near", () => {
    expect(nearest("gpx", ["gpu", "gpy"])).toBe("gpu");
  });

  it("finds a name from which one character was taken", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9-]{4,12}$/), fc.nat(), (name, at) => {
        const place = at % name.length;
        expect(nearest(name.slice(0, place) + name.slice(place + 1), [name])).toBe(name);
      }),
    );
  });

  it("answers at once for a text of any length", () => {
    expect(nearest("x".repeat(100_000), ["gpu"])).toBeUndefined();
  });
});
