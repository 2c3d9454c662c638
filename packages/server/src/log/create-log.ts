import { AfpoolsError, hiddenSecret } from "@afpools/core";
import { destination, pino } from "pino";
import { isJournal, withPriority } from "./journal.js";
import type { Log } from "./log.js";
import { redacted, secretPaths } from "./redact.js";

type LogLevel = "debug" | "info" | "warn" | "error" | "silent";

/** The log of a process. */
export interface ProcessLog extends Log {
  /** Lines below it are left out. */
  level: string;
  /** Opens the file again, after it was moved away. */
  reopen(): void;
}

/**
 * Writes JSON lines from `level` on, without the secrets that may be in them: to `file`, or to standard error, where a line for
 * systemd's journal has its priority before it.
 *
 * @throws AfpoolsError `INVALID_CONFIG` when the file cannot be written.
 */
export function createLog(level: LogLevel, { file }: { readonly file?: string } = {}): ProcessLog {
  const toJournal = file === undefined && isJournal(2);
  const lines = openLines(file);
  lines.on("error", complainOnce(file));
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      redact: { paths: [...secretPaths], censor: hiddenSecret },
      hooks: { streamWrite: (line) => (toJournal ? withPriority(redacted(line)) : redacted(line)) },
    },
    lines,
  );
  return Object.assign(log, {
    reopen: () => {
      if (file !== undefined) lines.reopen();
    },
  });
}

/** A log that cannot be written, on a full disk or to a reader that is gone, must not end the server. Is told once, if it can be. */
function complainOnce(file: string | undefined): (error: Error) => void {
  let isTold = file === undefined;
  return ({ message }) => {
    if (isTold) return;
    isTold = true;
    process.stderr.write(
      `The log file ${file} cannot be written, lines are lost: ${message}\n`,
      () => undefined,
    );
  };
}

/** Written at once: of a process that is killed, what it logged is there. */
function openLines(file: string | undefined): ReturnType<typeof destination> {
  if (file === undefined) return destination({ fd: 2, sync: true });
  try {
    return destination({ dest: file, append: true, mkdir: true, mode: 0o640, sync: true });
  } catch (error) {
    throw new AfpoolsError(
      "INVALID_CONFIG",
      `The log file ${file} (log.file) cannot be written: ${(error as Error).message}.`,
      {
        details: { file },
        cause: error,
      },
    );
  }
}
