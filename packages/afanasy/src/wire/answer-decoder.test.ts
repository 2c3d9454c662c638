import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { AnswerDecoder } from "./answer-decoder.js";

const body = '{"renders":[{"name":"pc-ü"}]}';
const message = Buffer.from(`AFANASY ${Buffer.byteLength(body)} JSON${body}`);

function decode(chunks: Iterable<Uint8Array>, maxBytes = 1000): string | undefined {
  const decoder = new AnswerDecoder(maxBytes);
  for (const chunk of chunks) {
    const whole = decoder.push(chunk);
    if (whole) return whole.toString();
  }
  return undefined;
}

describe("AnswerDecoder", () => {
  it("takes an answer in one piece and byte by byte", () => {
    expect(decode([message])).toBe(body);
    expect(decode(Array.from(message, (byte) => Uint8Array.of(byte)))).toBe(body);
  });

  it("takes an answer cut at every place", () => {
    for (let at = 0; at <= message.length; at++) {
      expect(decode([message.subarray(0, at), message.subarray(at)]), `cut at ${at}`).toBe(body);
    }
  });

  it("takes an answer cut anywhere, as often as it may be, with afserver's spaces after it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.nat(200)), (text, cuts) => {
        const bytes = Buffer.from(`AFANASY ${Buffer.byteLength(text)} JSON${text}   `);
        const places = [0, ...cuts.filter((cut) => cut < bytes.length).sort((a, b) => a - b), bytes.length];
        expect(decode(places.slice(1).map((end, index) => bytes.subarray(places[index], end)))).toBe(text);
      }),
    );
  });

  it("is not done before the last byte", () => {
    expect(decode([message.subarray(0, -1)])).toBeUndefined();
  });

  it("takes an empty body", () => {
    expect(decode([Buffer.from("AFANASY 0 JSON")])).toBe("");
  });

  it("refuses by the header what is too large, before any of it came", () => {
    expect(() => decode([Buffer.from("AFANASY 1001 JSON")])).toThrow(
      expect.objectContaining({ code: "MESSAGE_TOO_LARGE", details: { bytes: 1001, limit: 1000 } }),
    );
  });

  it("knows the twelve bytes that stand for an answer over afserver's own limit, however cut", () => {
    const bytes = Buffer.from("000000510000000200000000", "hex");
    for (let at = 0; at <= bytes.length; at++) {
      expect(() => decode([bytes.subarray(0, at), bytes.subarray(at)])).toThrow(
        expect.objectContaining({ code: "MESSAGE_TOO_LARGE" }),
      );
    }
  });

  it.each([
    ["another server's greeting", "220 mail.example ESMTP\r\n"],
    ["HTTP", "HTTP/1.1 400 Bad Request\r\n\r\n"],
    ["afserver's refusal of a size", "TInvalid message received."],
    ["a header without a length", "AFANASY x JSON{}"],
    ["a negative length", "AFANASY -5 JSON{}"],
    ["a length of eleven digits", "AFANASY 12345678901 JSON{}"],
    ["another form than JSON", "AFANASY 2 TEXT{}"],
    ["afserver's answer to garbage", Buffer.from("000000510000000100000001", "hex")],
  ])("refuses %s, in one piece and byte by byte", (_, answer) => {
    const bytes = Buffer.from(answer);
    const refusal = expect.objectContaining({ code: "UNEXPECTED_ANSWER" });
    expect(() => decode([bytes])).toThrow(refusal);
    expect(() => decode(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toThrow(refusal);
  });

  it("says how far an answer came", () => {
    const decoder = new AnswerDecoder(1000);
    decoder.push(Buffer.from("AFANA"));
    expect(decoder.progress).toBe("after 5 bytes of its header");
    decoder.push(Buffer.from("SY 10 JSON{}"));
    expect(decoder.progress).toBe("after 2 of the 10 bytes it announced");
  });
});
