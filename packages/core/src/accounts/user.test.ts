import { describe, expect, it } from "vitest";
import { parseUserName, userKey } from "./user.js";

describe("user names", () => {
  it.each([
    ["anna", "anna"],
    [" Änna Müller ", "Änna Müller"],
    ["a.b-c_d@studio", "a.b-c_d@studio"],
  ])("takes %j", (text, name) => expect(parseUserName(text)).toBe(name));

  it.each(["", "  ", "x".repeat(65), "an\u0000na", "an\u202ena"])("refuses %j", (text) => {
    expect(() => parseUserName(text)).toThrow(expect.objectContaining({ code: "INVALID_ARGUMENT" }));
  });

  it("are the same name without regard to case and form", () => {
    expect(userKey("ÄNNA")).toBe(userKey("a\u0308nna"));
    expect(userKey("anna")).not.toBe(userKey("ann a"));
  });
});
