/** Text from elsewhere in quotes, in which nothing can move a terminal's cursor or hide what follows. */
export function quoted(text: string): string {
  return JSON.stringify(text).replaceAll(
    /\p{C}/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
