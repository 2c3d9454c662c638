import { standardInput } from "../input/read-input.js";

/** Begins a word that stands behind "--". No word of a command line holds it: there it ends the word. */
const mark = "\0";

/**
 * These words as yargs can read them: "-" by its other name, since yargs loses it among operands, and without "--", behind
 * which yargs gives words to no positional. What stood behind it is marked until {@link unmark}.
 */
export function plainWords(words: readonly string[]): string[] {
  const end = words.indexOf("--");
  const options = end < 0 ? words : words.slice(0, end);
  const operands = end < 0 ? [] : words.slice(end + 1);
  const plain = (word: string) => (word === "-" ? standardInput : word);
  return [
    ...options.map(plain),
    ...operands.map((word) => (word.startsWith("-") && word !== "-" ? `${mark}${word}` : plain(word))),
  ];
}

/** Takes the marks of {@link plainWords} out of the values that yargs read, in place. */
export function unmark(values: Record<string, unknown>): void {
  for (const [name, value] of Object.entries(values)) {
    if (Array.isArray(value)) values[name] = value.map(unmarked);
    else values[name] = unmarked(value);
  }
}

function unmarked(value: unknown): unknown {
  return typeof value === "string" && value.startsWith(mark) ? value.slice(mark.length) : value;
}
