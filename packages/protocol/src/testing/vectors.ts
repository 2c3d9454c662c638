import { readFileSync } from "node:fs";
import { joinBytes } from "../bytes/json-bytes.js";

/** Bytes as the vectors write them: a text in UTF-8, repeated where told, or base64. */
export type Piece = { readonly text: string; readonly times?: number } | { readonly base64: string };

export function bytesOf(pieces: readonly Piece[]): Uint8Array {
  return joinBytes(
    ...pieces.map((piece) =>
      "base64" in piece
        ? Buffer.from(piece.base64, "base64")
        : Buffer.from(piece.text.repeat(piece.times ?? 1), "utf8"),
    ),
  );
}

/** The vectors of one file. Their shape is the caller's to know: SPEC.md describes it. */
export function readVectors<T extends { readonly name: string }>(file: string): readonly T[] {
  return JSON.parse(readFileSync(new URL(`../../vectors/${file}`, import.meta.url), "utf8"));
}

/** Beyond this many bytes not every split point is tried: the time for it grows with the square. */
const manySplits = 4_096;

/** The ways to cut `bytes`: whole, byte by byte, and in two at every point. */
export function* cuts(bytes: Uint8Array): Generator<readonly Uint8Array[]> {
  yield [bytes];
  yield Array.from(bytes, (_, at) => bytes.subarray(at, at + 1));
  for (let at = 1; at < bytes.length; at += bytes.length > manySplits ? 1_009 : 1) {
    yield [bytes.subarray(0, at), bytes.subarray(at)];
  }
}
