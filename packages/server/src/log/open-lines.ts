import { AfpoolsError } from "@afpools/core";
import { destination } from "pino";

/** A file that lines are appended to. */
export type Lines = ReturnType<typeof destination>;

/**
 * Opens a file to append lines to, each written at once: of a process that is killed, what it wrote is there. A file that cannot be
 * written, on a full disk or to a reader that is gone, must not end the server: that lines are lost is told once, if it can be.
 *
 * @param setting the one that names the file
 * @throws AfpoolsError `INVALID_CONFIG` when it cannot be opened
 */
export function openLines(file: string, setting: string): Lines {
  let lines: Lines;
  try {
    lines = destination({ dest: file, append: true, mkdir: true, mode: 0o640, sync: true });
  } catch (error) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `The file ${file} (${setting}) cannot be written: ${(error as Error).message}.`,
      { details: { file }, cause: error },
    );
  }
  let isTold = false;
  lines.on("error", ({ message }: Error) => {
    if (isTold) return;
    isTold = true;
    process.stderr.write(
      `The file ${file} (${setting}) cannot be written, lines are lost: ${message}\n`,
      () => undefined,
    );
  });
  return lines;
}
