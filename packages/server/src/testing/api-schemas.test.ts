import { apiPath } from "@afpools/api";
import { describe, expect, it } from "vitest";
import { assertAsDocumented, assertServerMessage } from "./api-schemas.js";

const url = `http://127.0.0.1${apiPath}/pools`;
const pool = {
  id: "1",
  name: "gpu",
  description: "",
  hosts: [],
  rules: [],
  revision: 1,
  changedBy: "",
  changedAt: "",
};
const answer = (status: number, body: unknown, type = "application/json") =>
  assertAsDocumented(
    "GET",
    url,
    new Response(JSON.stringify(body), { status, headers: { "content-type": type } }),
  );

describe("the check of answers", () => {
  it("passes what is documented", async () => {
    await answer(200, { age: 0, next: null, pools: [pool] });
  });

  it.each([
    [
      200,
      { age: 0, next: null, pools: [{ ...pool, secret: 1 }] },
      "application/json",
      "must NOT have additional properties",
    ],
    [200, { age: 0, next: null, pools: [{ ...pool, revision: "1" }] }, "application/json", "must be integer"],
    [200, { pools: [] }, "application/json", "must have required property 'age'"],
    [200, { age: 0, next: null, pools: [] }, "text/html", "is text/html"],
    [418, {}, "application/json", "is not documented"],
  ])("fails what is not: %s %j", async (status, body, type, message) => {
    await expect(answer(status, body, type)).rejects.toThrow(message);
  });

  it("fails a code that the route does not say", async () => {
    const problem = { type: "x", title: "x", status: 503, detail: "x", details: {} };
    await answer(503, { ...problem, code: "STORE_UNAVAILABLE" }, "application/problem+json");
    await expect(answer(503, { ...problem, code: "TIMEOUT" }, "application/problem+json")).rejects.toThrow(
      "TIMEOUT",
    );
  });

  it("knows the messages of the WebSocket", () => {
    assertServerMessage({ type: "beat" });
    expect(() => assertServerMessage({ type: "beat", more: 1 })).toThrow();
  });
});
