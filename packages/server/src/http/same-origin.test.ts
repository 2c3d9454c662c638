import { expect, it } from "vitest";
import { originOf } from "./same-origin.js";

const host = "pools.studio:9980";

it.each([
  ["same", { origin: "http://pools.studio:9980", site: "same-origin" }],
  ["same", { origin: "http://pools.studio:9980", site: undefined }],
  ["same", { origin: "https://pools.studio:9980", site: undefined }],
  ["same", { origin: undefined, site: "same-origin" }],
  ["same", { origin: undefined, site: "none" }],
  ["unknown", { origin: undefined, site: undefined }],
  ["other", { origin: "http://pools.studio:9980", site: "cross-site" }],
  ["other", { origin: undefined, site: "same-site" }],
  ["other", { origin: "http://pools.studio", site: undefined }],
  ["other", { origin: "http://pools.studio:9980.evil.example", site: undefined }],
  ["other", { origin: "http://evil.example", site: undefined }],
  ["other", { origin: "null", site: undefined }],
  ["other", { origin: "", site: undefined }],
] as const)("%s: %j", (expected, headers) => {
  expect(originOf({ host, ...headers })).toBe(expected);
});

it("disregards case and a port that goes without saying", () => {
  expect(originOf({ origin: "https://pools.studio", host: "Pools.Studio", site: undefined })).toBe("same");
  expect(originOf({ origin: "https://pools.studio", host: undefined, site: undefined })).toBe("other");
});
