import { AfpoolsError } from "@afpools/core";
import { type Terminal, terminalLines } from "../output/terminal.js";

/**
 * Asks on the terminal; true when the answer is yes.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when there is no terminal to ask on; `ABORTED` after Ctrl-C or Ctrl-D
 */
export async function confirm(question: string, terminal: Terminal): Promise<boolean> {
  requireTerminal(question, terminal);
  // Loaded when it is needed: most commands do not ask.
  const { createInterface } = await import("node:readline/promises");
  const lines = createInterface({ input: terminal.in, output: terminal.err });
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  const asked = lines.question(`${terminalLines(question)} [y/N] `).catch(() => undefined);
  const answer = await Promise.race([asked, ended]);
  lines.close();
  if (answer !== undefined) return /^y(es)?$/i.test(answer.trim());
  terminal.err.write("\n");
  throw new AfpoolsError("ABORTED", "Cancelled.");
}

/**
 * For what takes long before it asks.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT` when there is no terminal to ask on.
 */
export function requireTerminal(question: string, terminal: Terminal): void {
  if (terminal.in.isTTY) return;
  throw new AfpoolsError(
    "INVALID_ARGUMENT",
    `${question} There is no terminal to ask on. Use --yes to confirm.`,
  );
}
