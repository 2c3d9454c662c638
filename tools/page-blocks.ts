/** A fenced block of a page. */
export interface Block {
  readonly language: string;
  /** The file that a reader saves it as: ```` ```js [pick.mjs] ````. */
  readonly file: string | undefined;
  readonly text: string;
  /** Where its text starts in the page. */
  readonly start: number;
}

/** The fenced blocks of a page of Markdown that start at a line's start. */
export function blocksOf(page: string): Block[] {
  return Array.from(page.matchAll(/^```([\w-]*)(?: \[([^\]\n]+)\])?.*\n([\s\S]*?)^```$/gm), (found) => {
    const [whole, language = "", file, text = ""] = found;
    return { language, file, text, start: found.index + whole.indexOf("\n") + 1 };
  });
}
