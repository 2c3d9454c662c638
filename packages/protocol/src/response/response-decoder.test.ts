import { AfpoolsError, type ErrorCode } from "@afpools/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeJson, joinBytes } from "../bytes/json-bytes.js";
import type { RequestId } from "../request/request.js";
import { anyBytes, piecesOf } from "../testing/arbitraries.js";
import { bytesOf, cuts, type Piece, readVectors } from "../testing/vectors.js";
import { encodeError, encodeResponseHeader } from "./encode-response.js";
import type { DecodedResponse } from "./response.js";
import { ResponseDecoder } from "./response-decoder.js";

type WrittenResponse =
  | { readonly kind: "result"; readonly id: RequestId; readonly body: unknown; readonly age?: number }
  | {
      readonly kind: "error";
      readonly id: RequestId | null;
      readonly error: {
        readonly code: ErrorCode;
        readonly message: string;
        readonly details: Record<string, unknown>;
      };
    }
  | { readonly kind: "legacy"; readonly body: unknown }
  | { readonly kind: "broken"; readonly code: ErrorCode };

interface ResponseVector {
  readonly name: string;
  /** Does encoding `output` give exactly `input`? */
  readonly encodes: boolean;
  readonly maxBodyBytes?: number;
  readonly input: readonly Piece[];
  readonly output: readonly WrittenResponse[];
  /** The code of the error when the stream ends after `input`. */
  readonly atEnd?: ErrorCode;
}

const vectors = readVectors<ResponseVector>("responses.json");

function written(response: DecodedResponse): unknown {
  if (response.kind === "broken") return { kind: "broken", code: response.error.code };
  if (response.kind !== "error") return response;
  const { code, message, details } = response.error;
  return { ...response, error: { code, message, details } };
}

function decode(chunks: readonly Uint8Array[], maxBodyBytes?: number) {
  const decoder = new ResponseDecoder(maxBodyBytes === undefined ? {} : { maxBodyBytes });
  const responses: DecodedResponse[] = [];
  for (const chunk of chunks) {
    if (responses.at(-1)?.kind === "broken") break;
    responses.push(...decoder.push(chunk));
  }
  return { responses: responses.map(written), decoder };
}

function encode(response: WrittenResponse): Uint8Array {
  if (response.kind === "error") {
    const { code, message, details } = response.error;
    return encodeError(response.id, new AfpoolsError(code, message, { details }));
  }
  if (response.kind !== "result") throw new Error("not encoded here");
  const body = encodeJson(response.body);
  return joinBytes(encodeResponseHeader(response.id, body.length, response.age), body);
}

describe.each(vectors)("$name", ({ input, output, maxBodyBytes, atEnd }) => {
  test("in every cut", () => {
    for (const chunks of cuts(bytesOf(input))) {
      const { responses, decoder } = decode(chunks, maxBodyBytes);
      expect(responses).toEqual(output);
      const end = decoder.end().map(written);
      expect(end).toEqual(atEnd === undefined ? [] : [{ kind: "broken", code: atEnd }]);
    }
  });
});

test.each(vectors.filter(({ encodes }) => encodes))("encoded: $name", ({ input, output }) => {
  const bytes = joinBytes(...output.map(encode));
  expect(Buffer.from(bytes).toString()).toBe(Buffer.from(bytesOf(input)).toString());
});

test("what was encoded is decoded the same, in whatever pieces", () => {
  const result = fc.record(
    {
      kind: fc.constant("result" as const),
      id: fc.string({ minLength: 1 }),
      body: fc.jsonValue(),
      age: fc.nat(),
    },
    { requiredKeys: ["kind", "id", "body"] },
  );
  fc.assert(
    fc.property(
      fc.array(result, { maxLength: 4 }).chain((results) => {
        // What JSON keeps: it has one zero only.
        const kept: typeof results = JSON.parse(JSON.stringify(results));
        return fc.tuple(fc.constant(kept), piecesOf(joinBytes(...kept.map(encode))));
      }),
      ([results, pieces]) => {
        expect(decode(pieces).responses).toEqual(results);
      },
    ),
  );
});

test("any bytes give answers or one typed error, the same in whatever pieces", () => {
  fc.assert(
    fc.property(
      anyBytes.chain((bytes) => fc.tuple(fc.constant(bytes), piecesOf(bytes))),
      ([bytes, pieces]) => {
        const { responses } = decode([bytes], 1_000);
        expect(decode(pieces, 1_000).responses).toEqual(responses);
        for (const response of responses as WrittenResponse[]) {
          if (response.kind === "broken") expect(response.code).toBe("UNEXPECTED_ANSWER");
        }
      },
    ),
    { numRuns: 2_000 },
  );
});

test("memory follows what has come, not what was announced", () => {
  const decoder = new ResponseDecoder();
  decoder.push(encodeResponseHeader(1, 200 * 1024 * 1024));
  decoder.push(Buffer.from('{"a"'));
  expect(decoder.pendingBytes).toBe(4);
});

test("after a broken the decoder throws the same error", () => {
  const decoder = new ResponseDecoder();
  expect(decoder.push(Buffer.from("HTTP"))[0]?.kind).toBe("broken");
  expect(() => decoder.push(Buffer.from("{}"))).toThrow('it begins with byte 0x48 ("H")');
});
