import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { propertyToken, readRenderProperties, writeRenderProperties } from "./property-token.js";

const id = (number: number) => number.toString(16).padStart(24, "0");
const studio = fc.constantFrom("[fx]", "[fx][light]", "gpu", "a@b", "@", "@@", "@fx@");

describe("a render's properties", () => {
  it("hold the studio's own and the pools, and give both back", () => {
    fc.assert(
      fc.property(
        fc.option(studio, { nil: undefined }),
        fc.uniqueArray(fc.nat(5)),
        studio,
        (own, numbers, native) => {
          const properties = { ...(own !== undefined && { own }), pools: numbers.map(id).sort() };
          const text = writeRenderProperties(properties, native);
          expect(readRenderProperties(text)).toEqual(properties);
          for (const pool of properties.pools) expect(text).toContain(propertyToken(pool));
          if (properties.pools.length > 0) expect(text).toContain(own ?? native);
          else expect(text).toBe(own ?? "");
          expect(text).not.toMatch(/[|;,: "\\]/);
        },
      ),
    );
  });

  it("are the render's own again once somebody has changed what was copied from the native pool", () => {
    const text = writeRenderProperties({ pools: [id(1)] }, "[default]");
    expect(readRenderProperties(text)).toEqual({ pools: [id(1)] });
    expect(readRenderProperties(text.replace("[default]", "[default][new]"))).toEqual({
      own: "[default][new]",
      pools: [id(1)],
    });
  });

  it("keep what somebody wrote behind the pools", () => {
    const text = `${writeRenderProperties({ own: "[fx]", pools: [id(1), id(2)] }, "")}[late]`;
    expect(readRenderProperties(text)).toEqual({ own: "[fx][late]", pools: [id(1), id(2)] });
  });

  it("are none where there are none", () => {
    expect(readRenderProperties(undefined)).toEqual({ pools: [] });
    expect(writeRenderProperties({ pools: [] }, "[default]")).toBe("");
    expect(writeRenderProperties({ pools: [id(1)] }, "")).toBe(`@${id(1)}@`);
  });
});
