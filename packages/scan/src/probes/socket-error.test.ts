import { expect, it } from "vitest";
import { readSocketError } from "./socket-error.js";

it.each([
  ["ECONNREFUSED", { kind: "refused" }],
  ["ECONNRESET", { kind: "refused" }],
  ["EHOSTUNREACH", { kind: "silent" }],
  ["ETIMEDOUT", { kind: "silent" }],
  ["EMFILE", { kind: "trouble", code: "EMFILE" }],
  ["ENETUNREACH", { kind: "trouble", code: "ENETUNREACH" }],
  [undefined, { kind: "trouble", code: "unknown" }],
])("%s", (code, reading) => {
  expect(readSocketError(Object.assign(new Error(), code === undefined ? {} : { code }))).toEqual(reading);
});
