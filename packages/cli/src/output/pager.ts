import { spawnSync } from "node:child_process";
import { platform } from "node:process";
import type { Terminal } from "./terminal.js";

/**
 * Shows a text that is longer than the terminal by the program of `PAGER`, less without it, and returns when that has ended.
 *
 * @returns false where the text is to be written as it is: it fits, nobody is there to turn pages, or no pager can be started
 */
export function showInPager(text: string, { in: input, out, environment }: Terminal): boolean {
  const { PAGER, TERM, LESS = "FRX" } = environment;
  if (!out.isTTY || !input.isTTY || TERM === "dumb") return false;
  if (text.split("\n").length < (out.rows ?? Number.POSITIVE_INFINITY)) return false;
  const pager = PAGER ?? (platform === "win32" ? "" : "less");
  if (pager.trim() === "" || pager.trim() === "cat") return false;
  // Ctrl-C is the pager's while it runs.
  const ignore = () => undefined;
  process.on("SIGINT", ignore);
  try {
    const { status, error } = spawnSync(pager, {
      shell: true,
      input: `${text}\n`,
      stdio: ["pipe", "inherit", "inherit"],
      env: { ...environment, LESS },
    });
    // Who quits has seen enough: the rest cannot be written then. A shell says by 127 that there is no such program.
    const hasQuit = (error as NodeJS.ErrnoException | undefined)?.code === "EPIPE";
    return status !== 127 && (hasQuit || error === undefined);
  } finally {
    process.off("SIGINT", ignore);
  }
}
