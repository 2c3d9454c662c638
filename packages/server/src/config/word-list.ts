import { AfpoolsError } from "@afpools/core";
import { hostFlaw, quoted } from "@afpools/core/internal";

/** The words of a setting that takes several, separated by spaces or commas. */
export function wordsOf(text: string): readonly string[] {
  return text.split(/[\s,]+/).filter((word) => word !== "");
}

/**
 * Checks the names of hosts; `*.studio.example` stands for every name that ends so.
 *
 * @throws AfpoolsError `INVALID_CONFIG` that names the word
 */
export function checkHostNames(text: string): void {
  for (const word of wordsOf(text)) {
    const flaw = hostFlaw(word.replace(/^\*\./, ""));
    if (flaw !== undefined) throw wrong(word, `is not the name of a host: ${flaw}`);
  }
}

/**
 * Checks the origins of pages, as browsers send them.
 *
 * @throws AfpoolsError `INVALID_CONFIG` that names the word
 */
export function checkOrigins(text: string): void {
  for (const word of wordsOf(text)) {
    const isOrigin = /^https?:\/\//.test(word) && URL.canParse(word) && new URL(word).origin === word;
    if (!isOrigin) {
      throw wrong(
        word,
        "is not an origin: write scheme, host and, unless it is the default, port, such as https://tools.studio.example",
      );
    }
  }
}

function wrong(word: string, flaw: string): AfpoolsError {
  return new AfpoolsError("INVALID_CONFIG", `${quoted(word, 200)} ${flaw}.`);
}
