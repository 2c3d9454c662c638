import { AfpoolsError } from "@afpools/core";
import { repairLines } from "./repair-lines.js";

/**
 * The JSON of an answer. Listings can be broken by what other people write into their jobs; what is broken is mended, and
 * the rest is as it was.
 *
 * @throws AfpoolsError `UNEXPECTED_ANSWER`.
 */
export function readAnswer(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return readBroken(text);
  }
}

/** How afserver 3.2.1 answers in words: `{"object":Subscribed on 'jobs'}`. */
const bareWords = /^\{"object":([^"{[\d].*)\}$/s;

function readBroken(text: string): unknown {
  const words = bareWords.exec(text)?.[1];
  if (words !== undefined) return { info: { kind: "log", text: words } };
  try {
    return JSON.parse(repairLines(text));
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new AfpoolsError(
      "UNEXPECTED_ANSWER",
      `The answer is not JSON, and could not be mended: ${reason}.`,
      {
        cause,
      },
    );
  }
}
