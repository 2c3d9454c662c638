import { describe, expect, it } from "vitest";
import { proxyUserOf } from "./proxy-user.js";

const names = { user: "X-Forwarded-User", groups: "X-Forwarded-Groups" };

function told(headers: Readonly<Record<string, string | string[]>>, more = { ...names, isFromProxy: true }) {
  const headersDistinct = Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, [value].flat()]),
  );
  return proxyUserOf({ headersDistinct }, more, more.isFromProxy);
}

describe("proxyUserOf", () => {
  it.each([
    [{ "x-forwarded-user": " anna " }, { name: "anna", groups: [] }],
    [
      { "x-forwarded-user": "anna", "x-forwarded-groups": "td, it|x y,,CN=a" },
      { name: "anna", groups: ["td", "it", "x y", "CN=a"] },
    ],
    [{ "x-forwarded-user": Buffer.from("zoë").toString("latin1") }, { name: "zoë", groups: [] }],
    [{ "x-forwarded-user": "" }, undefined],
    [{ "x-forwarded-groups": "it" }, undefined],
    [{ "x-user": "anna" }, undefined],
  ])("reads %j", (headers, user) => {
    expect(told(headers)).toEqual(user);
  });

  it("reads no groups where there is no header for them", () => {
    const headers = { "x-forwarded-user": "anna", "x-forwarded-groups": "it", "": "it" };
    expect(told(headers, { ...names, groups: "", isFromProxy: true })).toEqual({ name: "anna", groups: [] });
  });

  it("disregards all where no header is configured", () => {
    expect(told({ "x-forwarded-user": ["anna", "ben"] }, { user: "", groups: "x", isFromProxy: false })).toBe(
      undefined,
    );
  });

  it.each([{ "x-forwarded-user": "anna" }, { "x-forwarded-groups": "it" }, { "x-forwarded-user": "" }])(
    "refuses %j of somebody else",
    (headers) => {
      expect(() => told(headers, { ...names, isFromProxy: false })).toThrow(
        expect.objectContaining({
          code: "FORBIDDEN",
          details: { header: expect.any(String), setting: "server.trustedProxies" },
        }),
      );
      expect(told({ "x-other": "a" }, { ...names, isFromProxy: false })).toBe(undefined);
    },
  );

  it.each([
    [{ "x-forwarded-user": ["anna", "anna"] }, "more than once"],
    [{ "x-forwarded-user": "anna", "x-forwarded-groups": ["it", "td"] }, "more than once"],
    [{ "x-forwarded-user": "\xff" }, "UTF-8"],
    [{ "x-forwarded-user": "admin, anna" }, "more than one name"],
  ])("refuses %j", (headers, reason) => {
    expect(() => told(headers)).toThrow(
      expect.objectContaining({
        code: "MALFORMED_MESSAGE",
        message: expect.stringContaining(reason),
        details: { header: expect.stringContaining("X-Forwarded") },
      }),
    );
  });
});
