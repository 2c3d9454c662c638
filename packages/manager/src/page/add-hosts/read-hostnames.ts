import { expandHostRange, hostKey, toAfpoolsError } from "@afpools/core";

/** A word that is neither a host's name nor a range, and why. */
export interface RefusedWord {
  readonly word: string;
  readonly why: string;
}

export interface ReadHostnames {
  /** Each once, in the order in which they were typed. */
  readonly names: readonly string[];
  readonly refused: readonly RefusedWord[];
}

/** What was typed: names and ranges, parted by white space, commas or semicolons. */
export function readHostnames(text: string): ReadHostnames {
  const names = new Map<string, string>();
  const refused = new Map<string, RefusedWord>();
  for (const word of text.split(/[\s,;]+/)) {
    if (word === "") continue;
    try {
      for (const name of expandHostRange(word)) if (!names.has(hostKey(name))) names.set(hostKey(name), name);
    } catch (error) {
      refused.set(word, { word, why: firstLine(toAfpoolsError(error).message) });
    }
  }
  return { names: [...names.values()], refused: [...refused.values()] };
}

function firstLine(text: string): string {
  return text.split("\n")[0] ?? text;
}
