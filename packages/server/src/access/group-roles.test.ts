import { describe, expect, it } from "vitest";
import { parseGroupRoles, roleOfGroups } from "./group-roles.js";

describe("parseGroupRoles", () => {
  it("reads groups with their roles", () => {
    expect([...parseGroupRoles(" it=admin; Render TDs = editor;;CN=x,OU=y=viewer; *=viewer")]).toEqual([
      ["it", "admin"],
      ["Render TDs", "editor"],
      ["CN=x,OU=y", "viewer"],
      ["*", "viewer"],
    ]);
    expect([...parseGroupRoles("")]).toEqual([]);
  });

  it("keeps the higher role of a group that is named twice", () => {
    expect(parseGroupRoles("a=editor; a=viewer").get("a")).toBe("editor");
    expect(parseGroupRoles("a=viewer; a=editor").get("a")).toBe("editor");
  });

  it.each(["it", "it=root", "=admin", "it="])("refuses %j", (text) => {
    expect(() => parseGroupRoles(text)).toThrow(expect.objectContaining({ code: "INVALID_CONFIG" }));
  });
});

describe("roleOfGroups", () => {
  const roles = parseGroupRoles("it=admin; td=editor; artists=viewer");
  it.each([
    [[], undefined],
    [["others"], undefined],
    [["artists", "td"], "editor"],
    [["td", "artists"], "editor"],
    [["it", "td"], "admin"],
    [["IT"], undefined],
  ])("of %j is %j", (groups, role) => expect(roleOfGroups(groups, roles)).toBe(role));

  it("gives everybody the role of *", () => {
    expect(roleOfGroups([], parseGroupRoles("*=viewer; td=editor"))).toBe("viewer");
    expect(roleOfGroups(["td"], parseGroupRoles("td=editor; *=viewer"))).toBe("editor");
    // A group of that name is no member of everybody.
    expect(roleOfGroups(["*"], roles)).toBeUndefined();
  });
});
