import { hiddenSecret, visibleJson } from "@afpools/core/internal";
import { destination, pino } from "pino";
import { isJournal, withPriority } from "./journal.js";
import type { Log } from "./log.js";
import { type Lines, openLines } from "./open-lines.js";
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
  const lines = file === undefined ? standardError() : openLines(file, "log.file");
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: [...secretPaths], censor: hiddenSecret },
      hooks: { streamWrite: (line) => (toJournal ? withPriority(shown(line)) : shown(line)) },
    },
    lines,
  );
  return Object.assign(log, {
    reopen: () => {
      if (file !== undefined) lines.reopen();
    },
  });
}

/** A line without secrets, and without what a terminal that shows it would obey. */
function shown(line: string): string {
  return visibleJson(redacted(line));
}

/** A reader of standard error that is gone must not end the server. */
function standardError(): Lines {
  const lines = destination({ fd: 2, sync: true });
  lines.on("error", () => undefined);
  return lines;
}
