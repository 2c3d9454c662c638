import { describe, expect, it } from "vitest";
import { readSession, sessionCookie } from "./session-cookie.js";

describe("the cookie of a session", () => {
  it("cannot be read by scripts, goes to this server alone, and over HTTPS nowhere else", () => {
    expect(sessionCookie("afp_1", false)).toBe(
      "afpools=afp_1; Max-Age=2592000; Path=/; HttpOnly; SameSite=Strict",
    );
    expect(sessionCookie("afp_1", true)).toBe(
      "__Host-afpools=afp_1; Max-Age=2592000; Path=/; HttpOnly; Secure; SameSite=Strict",
    );
    expect(sessionCookie(undefined, false)).toBe("afpools=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict");
  });

  it.each([
    [undefined, false, undefined],
    ["", false, undefined],
    ["a=b; afpools=x; c=d", false, "x"],
    ["afpools=x", true, undefined],
    ["afpools=x; __Host-afpools=y", true, "y"],
    ["afpools=x; __Host-afpools=y", false, "y"],
    ["xafpools=x; afpoolsx=y", false, undefined],
  ])("is found in %j (secure: %j)", (cookies, isSecure, found) => {
    expect(readSession(cookies, isSecure)?.text).toBe(found);
  });
});
