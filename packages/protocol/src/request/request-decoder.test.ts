import { isErrorCode } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { joinBytes } from "../bytes/json-bytes.js";
import { anyBytes, piecesOf } from "../testing/arbitraries.js";
import { bytesOf, cuts, type Piece, readVectors } from "../testing/vectors.js";
import { encodeLegacyRequest, encodeRequest } from "./encode-request.js";
import type { DecodedRequest } from "./request.js";
import { RequestDecoder } from "./request-decoder.js";

interface RequestVector {
  readonly name: string;
  readonly maxRequestBytes?: number;
  readonly input: readonly Piece[];
  readonly output: readonly Readonly<Record<string, unknown>>[];
  readonly pending?: number;
}

const vectors = readVectors<RequestVector>("decode-requests.json");

/** A decoded request as the vectors write it: of an error its code, and the field that it names. */
function written(request: DecodedRequest): unknown {
  if (request.kind === "legacy" || request.kind === "v2") return request;
  const { error, ...rest } = request;
  const { field } = error.details;
  return { ...rest, code: error.code, ...(field !== undefined && { field }) };
}

function decode(chunks: readonly Uint8Array[], maxRequestBytes?: number) {
  const decoder = new RequestDecoder(maxRequestBytes === undefined ? {} : { maxRequestBytes });
  const requests: DecodedRequest[] = [];
  for (const chunk of chunks) {
    if (requests.at(-1)?.kind === "broken") break;
    requests.push(...decoder.push(chunk));
  }
  return { requests: requests.map(written), decoder };
}

describe.each(vectors)("$name", ({ input, output, maxRequestBytes, pending = 0 }) => {
  test("in every cut", () => {
    for (const chunks of cuts(bytesOf(input))) {
      const { requests, decoder } = decode(chunks, maxRequestBytes);
      expect(requests).toEqual(output);
      if (output.at(-1)?.kind !== "broken") expect(decoder.pendingBytes).toBe(pending);
    }
  });
});

test("vectors one after the other give their messages one after the other", () => {
  const whole = vectors.filter(
    ({ output, pending, maxRequestBytes }) =>
      !pending && !maxRequestBytes && output.length > 0 && output.at(-1)?.kind !== "broken",
  );
  expect(whole.length).toBeGreaterThan(50);
  const { requests } = decode([joinBytes(...whole.map(({ input }) => bytesOf(input)))]);
  expect(requests).toEqual(whole.flatMap(({ output }) => output));
});

test("what was encoded is decoded the same, in whatever pieces", () => {
  const id = fc.oneof(fc.string({ minLength: 1, maxLength: 128 }), fc.maxSafeInteger());
  const text = fc.string({ unit: "binary" });
  const request = fc.oneof(
    fc.record({
      id,
      keep: fc.boolean(),
      command: fc.constant("GET POOL" as const),
      args: fc.record({ pool: text }),
    }),
    fc.record({
      id,
      keep: fc.boolean(),
      command: fc.constant("GET MASK" as const),
      args: fc.record({ expression: text, masks: fc.record({ hosts_mask: text }) }),
    }),
    fc.record({
      id,
      keep: fc.boolean(),
      command: fc.constant("CREATE POOL" as const),
      args: fc.record({ author: text, name: text, hosts: fc.array(text), rules: fc.array(text) }),
    }),
  );
  fc.assert(
    fc.property(
      fc.array(fc.oneof(request, fc.constant("legacy" as const)), { maxLength: 5 }).chain((requests) => {
        const bytes = requests.map((one) => (one === "legacy" ? encodeLegacyRequest() : encodeRequest(one)));
        return fc.tuple(fc.constant(requests), piecesOf(joinBytes(...bytes)));
      }),
      ([requests, pieces]) => {
        const expected = requests.map((one) =>
          one === "legacy" ? { kind: "legacy", command: "GET POOLS" } : { kind: "v2", ...one },
        );
        expect(decode(pieces).requests).toEqual(expected);
      },
    ),
  );
});

test("any bytes give requests or one typed error, the same in whatever pieces, and little is held", () => {
  const limit = 64;
  fc.assert(
    fc.property(
      anyBytes.chain((bytes) => fc.tuple(fc.constant(bytes), piecesOf(bytes))),
      ([bytes, pieces]) => {
        const whole = decode([bytes], limit);
        const cut = decode(pieces, limit);
        expect(cut.requests).toEqual(whole.requests);
        for (const request of whole.requests as { code?: string }[]) {
          if (request.code !== undefined) expect(isErrorCode(request.code)).toBe(true);
          expect(request.code).not.toBe("INTERNAL");
        }
        expect(cut.decoder.pendingBytes).toBeLessThan(limit);
      },
    ),
    { numRuns: 2_000 },
  );
});

test("after a broken the decoder throws the same error", () => {
  const decoder = new RequestDecoder();
  const [broken] = decoder.push(Buffer.from("x"));
  expect(broken?.kind).toBe("broken");
  const { error } = broken as { error: unknown };
  expect(() => decoder.push(Buffer.from("{}"))).toThrow(error as Error);
  expect(decoder.end()).toEqual([]);
});

test("the end within a request is an error, between requests it is none", () => {
  const decoder = new RequestDecoder();
  expect(decoder.end()).toEqual([]);
  decoder.push(Buffer.from('\n{"version":2'));
  expect(decoder.end()).toEqual([
    { kind: "broken", error: expect.objectContaining({ code: "MALFORMED_MESSAGE" }) },
  ]);
  expect(() => decoder.push(Buffer.from("}"))).toThrow("after 12 bytes of a request");
});
