import { describe, expect, it } from "vitest";
import { AllowedNames, refuseOrigin } from "./allowed-names.js";

const allowed = new AllowedNames({
  names: () => ["pools.studio", "*.render.studio", "farm-server"],
  origins: () => ["https://tools.studio", "http://tools.studio:8080"],
});

describe("a request's name", () => {
  it.each([
    "pools.studio",
    "pools.studio:9980",
    "Pools.Studio.",
    "farm-server:1",
    "a.render.studio",
    "a.b.render.studio:9980",
    "localhost",
    "localhost:9980",
    "pools.localhost",
    "127.0.0.1:9980",
    "10.1.2.3",
    "[::1]:9980",
    "[fe80::1]",
  ])("may be %s", (host) => {
    expect(() => allowed.assertName(host)).not.toThrow();
  });

  it.each([
    "evil.example",
    "evil.example:9980",
    "pools.studio.evil.example",
    "evilpools.studio",
    "render.studio",
    "xrender.studio",
    "localhost.evil.example",
    "evillocalhost",
    "127.0.0.1.evil.example",
    "127.0.0.1@evil.example",
    "[evil.example]",
    "[127.0.0.1]",
    "[::1].evil.example",
    "pools.studio:9980:evil.example",
    "pools.studio/evil.example",
    "pools.studio evil.example",
    "0x7f.1",
    "*.render.studio.evil.example",
    "",
  ])("may not be %s", (host) => {
    expect(() => allowed.assertName(host)).toThrow(
      expect.objectContaining({
        code: "WRONG_SERVER_NAME",
        message: expect.stringContaining("server.names"),
      }),
    );
  });

  it("may be missing, as in HTTP/1.0", () => {
    expect(() => allowed.assertName(undefined)).not.toThrow();
  });
});

describe("a request's origin", () => {
  const host = "pools.studio:9980";

  it.each([
    ["same", { origin: "http://pools.studio:9980", site: "same-origin" }],
    ["same", { origin: "http://pools.studio:9980", site: undefined }],
    ["same", { origin: "https://pools.studio:9980", site: undefined }],
    ["same", { origin: undefined, site: "same-origin" }],
    ["same", { origin: undefined, site: "none" }],
    ["unknown", { origin: undefined, site: undefined }],
    ["allowed", { origin: "https://tools.studio", site: "cross-site" }],
    ["allowed", { origin: "http://tools.studio:8080", site: "same-site" }],
    ["other", { origin: "http://tools.studio", site: "same-site" }],
    ["other", { origin: "https://tools.studio:8080", site: undefined }],
    ["other", { origin: "http://pools.studio:9980", site: "cross-site" }],
    ["other", { origin: undefined, site: "same-site" }],
    ["other", { origin: "http://pools.studio", site: undefined }],
    ["other", { origin: "http://pools.studio:9980.evil.example", site: undefined }],
    ["other", { origin: "http://evil.example", site: undefined }],
    ["other", { origin: "null", site: undefined }],
    ["other", { origin: "", site: undefined }],
  ] as const)("is %s: %j", (expected, headers) => {
    expect(allowed.originOf({ host, ...headers })).toBe(expected);
  });

  it("disregards case and a port that goes without saying", () => {
    const origin = "https://pools.studio";
    expect(allowed.originOf({ origin, host: "Pools.Studio", site: undefined })).toBe("same");
    expect(allowed.originOf({ origin, host: undefined, site: undefined })).toBe("other");
  });
});

describe("what is refused", () => {
  it.each([
    ["https://evil.example", 'a page of "https://evil.example"', "https://evil.example"],
    [`https://${"x".repeat(300)}`, "a page of", `https://${"x".repeat(192)}`],
    [null, "the page of another server", null],
    [undefined, "the page of another server", null],
  ])("is told which page it comes from: %s", (origin, shown, told) => {
    expect(() => refuseOrigin(origin)).toThrow(
      expect.objectContaining({
        code: "FORBIDDEN",
        message: expect.stringContaining(shown),
        details: { origin: told, setting: "server.origins" },
      }),
    );
  });

  it("is told by which name it asked, cut where that is long", () => {
    expect(() => allowed.assertName(`${"x".repeat(300)}.example`)).toThrow(
      expect.objectContaining({ details: { host: "x".repeat(200), setting: "server.names" } }),
    );
  });

  it.each(["evil.example[::1]", "evil.example 127.0.0.1", "x:y:80", "[::1", "[::1]x", "[evil.example]"])(
    "is no name at all: %s",
    (host) => {
      expect(() => allowed.assertName(host)).toThrow(expect.objectContaining({ code: "WRONG_SERVER_NAME" }));
    },
  );
});
