import { jsonPieces } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";

const encoder = new TextEncoder();
// A byte order mark is no JSON: it is left in the text, for JSON.parse to refuse.
const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** `text` in UTF-8. */
export function encodeText(text: string): Uint8Array {
  return encoder.encode(text);
}

/** `value` as compact JSON in UTF-8. */
export function encodeJson(value: unknown): Uint8Array {
  return encodeText(JSON.stringify(value));
}

/** The same as {@link encodeJson}, in steps. */
export function* encodeJsonInSteps(value: object): Steps<Uint8Array> {
  const parts: Uint8Array[] = [];
  for (const piece of jsonPieces(value)) {
    parts.push(encodeText(piece));
    yield;
  }
  return joinBytes(...parts);
}

/** The JSON value that `bytes` hold. Throws an Error that says what is wrong: bytes that are not UTF-8, or no JSON. */
export function decodeJson(bytes: Uint8Array): unknown {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    throw new Error("its bytes are not UTF-8");
  }
  return JSON.parse(text);
}

/** One after the other. */
export function joinBytes(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
