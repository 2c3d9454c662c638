import type { Release } from "../../releases/release.js";

/** The tokens of a `find` list. */
export function splitTokens(text: string): string[] {
  return text.split(/[|;,: ]/).filter((token) => token !== "");
}

/**
 * Does a host's text have what is needed? Releases look for words, or for a regular expression. One that cannot be read asks
 * for nothing.
 *
 * @param ignoreCase as regular expressions are compared, where there are some
 */
export function hasNeeded(
  needed: string,
  text: string,
  { needsMatch }: Pick<Release, "needsMatch">,
  ignoreCase: boolean,
): boolean {
  if (needed === "") return true;
  if (needsMatch === "words") {
    const tokens = splitTokens(needed);
    return tokens.length === 0 || tokens.some((token) => text.includes(token));
  }
  const expression = readExpression(needed, ignoreCase);
  return expression === undefined || expression.test(text);
}

function readExpression(text: string, ignoreCase: boolean): RegExp | undefined {
  try {
    return new RegExp(text, ignoreCase ? "i" : "");
  } catch {
    return undefined;
  }
}
