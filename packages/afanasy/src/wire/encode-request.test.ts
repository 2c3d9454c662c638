import { describe, expect, it } from "vitest";
import { encodeRequest } from "./encode-request.js";

describe("encodeRequest", () => {
  it("is what a real afserver was sent", () => {
    expect(encodeRequest({ get: { type: "renders" } }).toString()).toBe(
      'AFANASY 26 JSON{"get":{"type":"renders"}}',
    );
  });

  it("counts bytes, not characters", () => {
    expect(encodeRequest({ a: "ü🎬" }).toString()).toBe('AFANASY 14 JSON{"a":"ü🎬"}');
  });

  it("refuses what afserver would", () => {
    expect(() => encodeRequest({ a: "x".repeat(67_108_852) })).toThrow(
      expect.objectContaining({
        code: "MESSAGE_TOO_LARGE",
        details: { bytes: 67_108_860, limit: 67_108_852 },
      }),
    );
  });
});
