import type { ObjectGrammar } from "./entry-grammar.js";

/** What a text holds that was read as JSON although it was written without escapes: what only an escape can say. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const fromEscape = /["\\\u0000-\u001f]/;

/**
 * Gives an entry's raw texts back what they were: afserver wrote `\bpc` as it is, and JSON takes the `\b` for a backspace.
 * For entries that are JSON as they stand. Changes `entry`.
 */
export function restoreRawTexts(entry: unknown, { members }: ObjectGrammar): void {
  if (typeof entry !== "object" || entry === null) return;
  const object = entry as Record<string, unknown>;
  for (const [name, { form }] of members) {
    const value = Object.hasOwn(object, name) ? object[name] : undefined;
    if (form === "raw") {
      if (typeof value === "string" && fromEscape.test(value))
        object[name] = JSON.stringify(value).slice(1, -1);
    } else if (typeof form === "object" && Array.isArray(value)) {
      for (const item of value) restoreRawTexts(item, form);
    }
  }
}
