import { createReadStream } from "node:fs";
import { decodeText, readBytes, type TextSource } from "@afpools/core/internal";
import type { Terminal } from "../output/terminal.js";

/**
 * What `-` on the command line stands for. yargs loses a `-` among positional words, so it is put in its place before
 * they are parsed; by its other name standard input is known to people as well.
 */
export const standardInput = "/dev/stdin";

/** A text that a person named on the command line, and what to call it in messages. */
export interface Input {
  readonly name: string;
  readonly text: string;
}

/** The same as bytes. */
export interface InputBytes {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type InputOptions = Omit<TextSource, "name">;

/**
 * Reads the text in a file, or on standard input where `file` is `-`.
 *
 * @throws AfpoolsError `INVALID_FILE`, or the code that is asked for
 */
export async function readInput(
  file: string,
  terminal: Terminal,
  options: InputOptions = {},
): Promise<Input> {
  const { name, bytes } = await readInputBytes(file, terminal, options);
  return { name, text: decodeText(bytes, { name, ...options }) };
}

/** The same for bytes, whatever they are. */
export async function readInputBytes(
  file: string,
  terminal: Terminal,
  options: InputOptions = {},
): Promise<InputBytes> {
  const isStandard = file === standardInput;
  const name = isStandard ? "standard input" : file;
  const chunks = isStandard ? (terminal.in as AsyncIterable<Uint8Array>) : createReadStream(file);
  return { name, bytes: await readBytes(chunks, { name, ...options }) };
}
