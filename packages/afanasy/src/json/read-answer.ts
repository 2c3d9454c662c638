import { AfpoolsError } from "@afpools/core";
import type { Steps } from "@afpools/core/internal";
import { parseInPieces } from "./parse-in-pieces.js";
import { repairLines } from "./repair-lines.js";

/**
 * The JSON of an answer. Listings can be broken by what other people write into their jobs; what is broken is mended, and
 * the rest is as it was.
 *
 * Takes steps of a few milliseconds at most and time in proportion to the answer's length, whatever it holds.
 *
 * @throws AfpoolsError `UNEXPECTED_ANSWER`.
 */
export function* readAnswer(bytes: Buffer): Steps<unknown> {
  try {
    return yield* parseInPieces(bytes);
  } catch {
    return yield* readBroken(bytes);
  }
}

/** How afserver 3.2.1 answers in words: `{"object":Subscribed on 'jobs'}`. */
const bareWords = /^\{"object":([^"{[\d].*)\}$/s;

/** No longer than any words are, in bytes. */
const maxWordBytes = 4_096;

function* readBroken(bytes: Buffer): Steps<unknown> {
  const words = bytes.length <= maxWordBytes ? bareWords.exec(bytes.toString())?.[1] : undefined;
  if (words !== undefined) return { info: { kind: "log", text: words } };
  const mended = yield* repairLines(bytes);
  try {
    return yield* parseInPieces(mended);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AfpoolsError(
      "UNEXPECTED_ANSWER",
      `The answer is not JSON, and could not be repaired: ${reason}.`,
      { cause },
    );
  }
}
