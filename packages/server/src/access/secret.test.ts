import { describe, expect, it } from "vitest";
import { isSameHash, newSecret, parseSecret } from "./secret.js";

const now = new Date("2026-01-01T12:00:00.000Z");

describe("a secret", () => {
  it("is read back from its text, which the hash does not tell", () => {
    const secret = newSecret(now);
    expect(parseSecret(secret.text)).toEqual({ id: secret.id, hash: secret.hash });
    expect(secret.text).toMatch(/^afp_[0-9a-f]{24}_[\w-]{43}$/);
    expect(secret.text).not.toContain(secret.hash);
    expect(secret.hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("is another one each time", () => {
    const texts = Array.from({ length: 100 }, () => newSecret(now).text);
    expect(new Set(texts).size).toBe(100);
  });

  it.each([
    "",
    "afp_",
    "afp_0_x",
    `afp_${"0".repeat(24)}_${"x".repeat(42)}`,
    `AFP_${"0".repeat(24)}_${"x".repeat(43)}`,
    `afp_${"0".repeat(24)}_${"x".repeat(44)}`,
    ` afp_${"0".repeat(24)}_${"x".repeat(43)}`,
  ])("is not in %j", (text) => expect(parseSecret(text)).toBeUndefined());
});

describe("isSameHash", () => {
  it("compares whole hashes", () => {
    expect(isSameHash("00ff", "00ff")).toBe(true);
    expect(isSameHash("00ff", "00fe")).toBe(false);
    expect(isSameHash("00ff", "00")).toBe(false);
    expect(isSameHash("00ff", "")).toBe(false);
  });
});
