import { deepStrictEqual, ok } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { RequestDecoder, ResponseDecoder } from "@afpools/protocol";
import { AnswerDecoder } from "../../../packages/afanasy/src/wire/answer-decoder.js";
import { bytesOf, mayThrow, type Target } from "../target.js";

const maxRequestBytes = 2_048;
const maxBodyBytes = 4_096;

const words = [
  ...['{"version":2,"id":1,"command":"HELLO","keep":true}', '{"type": "request", "command": "GET POOLS"}'],
  ...['"version":2', '"id":null', '"size":', '"age":0', '"type":"response"', '"type":"error"', '"args":{'],
  ...'{ } [ ] " \\ : , \n \r\n \t \u0000 é 😀 \\u0000 1e999 -0 null true'.split(" "),
  "\uFEFF",
  "[".repeat(40),
];

type Piece = { readonly text: string; readonly times?: number } | { readonly base64: string };

/** The inputs in a file of the protocol's test vectors. */
function vectors(file: string): Uint8Array[] {
  const url = new URL(`../../../packages/protocol/vectors/${file}`, import.meta.url);
  const all = JSON.parse(readFileSync(url, "utf8")) as { input: Piece[] }[];
  return all
    .map(({ input }) =>
      Buffer.concat(
        input.map((piece) =>
          "base64" in piece
            ? Buffer.from(piece.base64, "base64")
            : Buffer.from(piece.text.repeat(piece.times ?? 1)),
        ),
      ),
    )
    .filter(({ length }) => length < 8_192);
}

interface Decoder<T> {
  push(chunk: Uint8Array): T[];
  end(): T[];
  readonly pendingBytes: number;
}

/** All that a decoder gives for `input` in pieces of `size` bytes. */
function decoded<T extends { readonly kind: string }>(
  decoder: Decoder<T>,
  input: Uint8Array,
  size: number,
  most: number,
) {
  const given: T[] = [];
  for (let at = 0; at < input.length; at += size) {
    given.push(...decoder.push(input.subarray(at, at + size)));
    ok(decoder.pendingBytes <= most, `${decoder.pendingBytes} bytes are held`);
    if (given.at(-1)?.kind === "broken") return shown(given);
  }
  given.push(...decoder.end());
  return shown(given);
}

/** Errors compare by what they say. */
function shown(values: readonly object[]): unknown {
  return JSON.parse(
    JSON.stringify(values, (_, value) =>
      value instanceof Error ? { ...value, message: value.message } : value,
    ),
  );
}

function checkDecoder<T extends { readonly kind: string }>(
  create: () => Decoder<T>,
  input: Uint8Array,
  most: number,
): void {
  const whole = decoded(create(), input, Math.max(1, input.length), most);
  for (const size of [1, 7, 64]) deepStrictEqual(decoded(create(), input, size, most), whole);
}

export const requestDecoder: Target = {
  name: "request-decoder",
  seeds: vectors("decode-requests.json"),
  dictionary: words,
  check: (input) => checkDecoder(() => new RequestDecoder({ maxRequestBytes }), input, maxRequestBytes),
};

export const responseDecoder: Target = {
  name: "response-decoder",
  seeds: vectors("responses.json"),
  dictionary: words,
  check: (input) => checkDecoder(() => new ResponseDecoder({ maxBodyBytes }), input, maxBodyBytes + 1_024),
};

export const answerDecoder: Target = {
  name: "afserver-answer",
  seeds: [
    "AFANASY 2 JSON{}",
    'AFANASY 13 JSON{"jobs":[{}]}    ',
    "\u0000\u0000\u0000Q\u0000\u0000\u0000\u0001\u0000\u0000\u0000\u0001",
  ].map(bytesOf),
  dictionary: ["AFANASY ", " JSON", "0", "9999999999", "{", "\u0000", "\u0000\u0000\u0000Q"],
  check: async (input) => {
    const read = (size: number) =>
      mayThrow(["UNEXPECTED_ANSWER", "MESSAGE_TOO_LARGE"], () => {
        const decoder = new AnswerDecoder(1_000);
        for (let at = 0; at < input.length; at += size) {
          const body = decoder.push(input.subarray(at, at + size));
          if (body) return body.toString("latin1");
        }
        return undefined;
      });
    const whole = await read(Math.max(1, input.length));
    for (const size of [1, 5]) deepStrictEqual(await read(size), whole);
  },
};
