import { describe, expect, it } from "vitest";
import { AnswerSeal } from "./sealed-answer.js";

describe("AnswerSeal", () => {
  const seal = new AnswerSeal("afp_credential", "order-1");

  it("opens what the same credential and key sealed, and nothing else", () => {
    const sealed = seal.seal('{"secret":"afp_new"}');
    expect(sealed).not.toContain("afp_new");
    expect(new AnswerSeal("afp_credential", "order-1").open(sealed)).toBe('{"secret":"afp_new"}');
    expect(() => new AnswerSeal("afp_other", "order-1").open(sealed)).toThrow();
    expect(() => new AnswerSeal("afp_credential", "order-2").open(sealed)).toThrow();
    expect(() => seal.open("")).toThrow();
  });

  it("seals the same answer differently each time", () => {
    expect(seal.seal("x")).not.toBe(seal.seal("x"));
  });

  it("has an id and fingerprints that depend on credential, key and request", () => {
    const seals = [seal, new AnswerSeal("afp_other", "order-1"), new AnswerSeal("afp_credential", "order-2")];
    expect(new Set(seals.map(({ id }) => id)).size).toBe(3);
    expect(new Set(seals.map((it) => it.fingerprint(["a", "b"]))).size).toBe(3);
    expect(seal.fingerprint(["a", "b"])).toBe(seal.fingerprint(["a", "b"]));
    expect(seal.fingerprint(["ab"])).not.toBe(seal.fingerprint(["a", "b"]));
  });
});
