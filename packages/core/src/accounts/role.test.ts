import { describe, expect, it } from "vitest";
import { assertRole, hasRole, roles } from "./role.js";

describe("roles", () => {
  it("may what those before may", () => {
    const table = roles.map((has) => roles.filter((needed) => hasRole(has, needed)));
    expect(table).toEqual([["viewer"], ["viewer", "editor"], ["viewer", "editor", "admin"]]);
  });

  it("names both roles where one is not enough", () => {
    assertRole("admin", "editor");
    expect(() => assertRole("editor", "admin")).toThrow(
      expect.objectContaining({ code: "FORBIDDEN", details: { role: "editor", needed: "admin" } }),
    );
  });
});
