/** The first `most` characters of `text`, for a message: an "…" says that there were more. */
export function clipText(text: string, most: number): string {
  const characters = [...text.slice(0, 2 * (most + 1))];
  return characters.length > most ? `${characters.slice(0, most).join("")}…` : text;
}

/** The column, from 1, of what stands at `offset` of `text`: counted in characters, of which 🎬 is one. */
export function columnAt(text: string, offset: number): number {
  return [...text.slice(0, offset)].length + 1;
}
