import { AfpoolsError } from "@afpools/core";
import type { Terminal } from "../output/terminal.js";
import { readInput } from "./read-input.js";

/** No token is longer: a file that is one was meant for something else. */
const maxTokenBytes = 1 << 12;

/**
 * The token of whoever works through a server: in the file, `-` for standard input, else in `AFPOOLS_TOKEN`. Not a flag: flags
 * are seen by everybody on the machine.
 *
 * @throws AfpoolsError `INVALID_FILE` when the file cannot be read, or holds no token.
 */
export async function readToken(file: string | undefined, terminal: Terminal): Promise<string | undefined> {
  if (file === undefined) return terminal.environment.AFPOOLS_TOKEN || undefined;
  const { name, text } = await readInput(file, terminal, { maxBytes: maxTokenBytes });
  const token = text.trim();
  if (/^[\x21-\x7e]+$/.test(token)) return token;
  throw new AfpoolsError(
    "INVALID_FILE",
    `${name} holds no token: ${token === "" ? "it is empty" : "a token is one word"}.`,
    {
      details: { file: name },
    },
  );
}
