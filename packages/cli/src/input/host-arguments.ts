import { AfpoolsError, expandHostRange } from "@afpools/core";
import type { Terminal } from "../output/terminal.js";
import { readInput, standardInput } from "./read-input.js";

/**
 * The hosts that a command line names: names, ranges (`pc-[001-120]`), and `-` for a list on standard input, parted by
 * white space or commas, `#` starting a comment.
 *
 * @throws AfpoolsError `INVALID_HOST_PATTERN`, `INVALID_HOST_NAME`; nothing is done then with the good ones either.
 */
export async function readHosts(words: readonly string[], terminal: Terminal): Promise<string[]> {
  const hosts: string[] = [];
  for (const word of words) {
    if (word !== standardInput) hosts.push(...expandHostRange(word));
    else hosts.push(...parseHostList((await readInput(word, terminal)).text));
  }
  return hosts;
}

/**
 * The hosts that a command line names to be taken out: as {@link readHosts} reads them, and what can be no host as it
 * stands, for a database of the 2019 tool can hold it.
 */
export async function readHostsToRemove(words: readonly string[], terminal: Terminal): Promise<string[]> {
  const hosts = await Promise.all(
    words.map((word) => (canBeHosts(word) ? readHosts([word], terminal) : [word.trim()])),
  );
  return hosts.flat();
}

function canBeHosts(word: string): boolean {
  try {
    return word === standardInput || expandHostRange(word).length > 0;
  } catch {
    return false;
  }
}

function parseHostList(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line, index) =>
    line
      .replace(/#.*/, "")
      .split(/[\s,]+/)
      .filter((word) => word !== "")
      .flatMap((word) => expandAt(word, index + 1)),
  );
}

function expandAt(word: string, line: number): string[] {
  try {
    return expandHostRange(word);
  } catch (error) {
    if (!(error instanceof AfpoolsError)) throw error;
    throw new AfpoolsError(error.code, `Line ${line} of standard input: ${error.message}`, {
      details: { ...error.details, line },
    });
  }
}
