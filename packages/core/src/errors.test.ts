import { describe, expect, it } from "vitest";
import { AfpoolsError, errorKinds, isErrorCode, toAfpoolsError } from "./errors.js";

describe("AfpoolsError", () => {
  it("carries code, kind, message, details and cause", () => {
    const cause = new Error("disk full");
    const error = new AfpoolsError("STORE_UNAVAILABLE", "The database is away.", {
      details: { port: 1 },
      cause,
    });
    expect(error).toBeInstanceOf(Error);
    expect(error).toMatchObject({
      name: "AfpoolsError",
      code: "STORE_UNAVAILABLE",
      kind: "unavailable",
      message: "The database is away.",
      details: { port: 1 },
      cause,
    });
    expect("cause" in new AfpoolsError("INTERNAL", "x")).toBe(false);
  });

  it("is recognised across two copies of the module, both ways", async () => {
    const copyPath = "./errors.js?copy";
    const copy = (await import(/* @vite-ignore */ copyPath)) as typeof import("./errors.js");
    expect(copy.AfpoolsError).not.toBe(AfpoolsError);
    expect(new copy.AfpoolsError("CONFLICT", "x") instanceof AfpoolsError).toBe(true);
    expect(new AfpoolsError("CONFLICT", "x") instanceof copy.AfpoolsError).toBe(true);
  });

  it.each([null, undefined, "text", 1, new Error("plain"), { code: "CONFLICT", name: "AfpoolsError" }])(
    "%s is none",
    (value) => expect((value as unknown) instanceof AfpoolsError).toBe(false),
  );
});

describe("isErrorCode", () => {
  it("knows the codes and nothing that every object has", () => {
    expect(isErrorCode("CONFLICT")).toBe(true);
    expect(isErrorCode("toString")).toBe(false);
    expect(isErrorCode("conflict")).toBe(false);
  });
});

describe("toAfpoolsError", () => {
  it("leaves its own as they are and wraps the rest", () => {
    const own = new AfpoolsError("CONFLICT", "x");
    expect(toAfpoolsError(own)).toBe(own);
    const plain = new TypeError("no such thing");
    expect(toAfpoolsError(plain)).toMatchObject({
      code: "INTERNAL",
      message: "Unexpected failure: no such thing",
      cause: plain,
    });
    expect(toAfpoolsError("text").message).toBe("Unexpected failure: text");
  });
});

it("no error code is renamed, regrouped or removed unawares; a new one is added here", () => {
  expect(
    errorKinds,
    "a code's name and kind are sent over the wire: was the change meant?",
  ).toMatchInlineSnapshot(`
    {
      "ABORTED": "unavailable",
      "AFSERVER_REFUSED": "conflict",
      "CERTIFICATE_REQUIRED": "forbidden",
      "CHANGE_NOT_FOUND": "not-found",
      "CONFLICT": "conflict",
      "FARM_UNKNOWN": "unavailable",
      "FORBIDDEN": "forbidden",
      "HOOK_NOT_FOUND": "not-found",
      "HOST_NOT_FOUND": "not-found",
      "INTERNAL": "internal",
      "INVALID_ARGUMENT": "input",
      "INVALID_CONFIG": "input",
      "INVALID_EXPRESSION": "input",
      "INVALID_FILE": "input",
      "INVALID_HOST_NAME": "input",
      "INVALID_HOST_PATTERN": "input",
      "INVALID_POOL_NAME": "input",
      "JOB_NOT_FOUND": "not-found",
      "MALFORMED_MESSAGE": "input",
      "MASK_EMPTY": "input",
      "MASK_TOO_LARGE": "limit",
      "MASK_UNREADABLE": "input",
      "MESSAGE_TOO_LARGE": "limit",
      "NAME_TAKEN": "conflict",
      "NOT_SUPPORTED": "input",
      "POOL_CYCLE": "conflict",
      "POOL_IN_USE": "conflict",
      "POOL_NOT_FOUND": "not-found",
      "REQUEST_TOO_COSTLY": "limit",
      "SCAN_NOT_FOUND": "not-found",
      "SERVER_CLOSING": "unavailable",
      "SERVER_UNREACHABLE": "unavailable",
      "SESSION_NOT_FOUND": "not-found",
      "SIGN_IN_FAILED": "forbidden",
      "SIGN_IN_REQUIRED": "forbidden",
      "STORE_CORRUPT": "unavailable",
      "STORE_TOO_NEW": "unavailable",
      "STORE_UNAVAILABLE": "unavailable",
      "TIMEOUT": "unavailable",
      "TLS_REQUIRED": "forbidden",
      "TOKEN_NOT_FOUND": "not-found",
      "TOO_MANY_ATTEMPTS": "limit",
      "TOO_MANY_CONNECTIONS": "limit",
      "TOO_MANY_REQUESTS": "limit",
      "TOO_MANY_SCANS": "limit",
      "TOO_SLOW": "limit",
      "UNEXPECTED_ANSWER": "unavailable",
      "UNKNOWN_COMMAND": "input",
      "UNKNOWN_ROUTE": "not-found",
      "UNSUPPORTED_VERSION": "input",
      "USER_NOT_FOUND": "not-found",
      "WRONG_CONTENT_TYPE": "input",
      "WRONG_METHOD": "input",
      "WRONG_SERVER_NAME": "input",
    }
  `);
});
