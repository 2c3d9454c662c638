/**
 * Characters that a reader does not see, or that change how the text around them is shown: control characters, line and
 * paragraph separators, marks of text direction, zero-width and other invisible characters, lone surrogates, and what
 * Unicode does not define.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/gu;

const shortEscapes: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/**
 * Foreign text as a terminal or a log can show it: whatever would move the cursor, reverse the text or hide a part of it is
 * written as `\n` or `\u{200b}`. Everything else stays as it is, backslashes included.
 */
export function visible(text: string): string {
  return text.replaceAll(
    unseen,
    (character) => shortEscapes[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** A character as Unicode names it, such as `U+200B`. */
export function codePointOf(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Text of several lines, of which each is {@link visible}. */
export function visibleLines(text: string): string {
  return text.split("\n").map(visible).join("\n");
}

/** The same JSON, in which a terminal finds nothing to obey and a reader misses nothing: such characters are escaped in it. */
export function visibleJson(json: string): string {
  return json.replaceAll(unseen, (character) => {
    if (character === "\n") return character;
    const units = character.split("").map((unit) => unit.charCodeAt(0).toString(16).padStart(4, "0"));
    return units.map((unit) => `\\u${unit}`).join("");
  });
}

/** {@link visible} text in double quotes, with quotes and backslashes escaped; at most `most` characters of it. */
export function quoted(text: string, most = Number.POSITIVE_INFINITY): string {
  const shown = most < text.length ? clipText(text, most) : text;
  return `"${visible(shown.replaceAll(/["\\]/g, "\\$&"))}"`;
}

/** The first `most` characters of `text`, for a message: an "…" says that there were more. */
export function clipText(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * (most + 1))];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

/** The column, from 1, of what stands at `offset` of `text`: counted in characters, of which 🎬 is one. */
export function columnAt(text: string, offset: number): number {
  return [...text.slice(0, offset)].length + 1;
}
