import { destination, pino } from "pino";

/** Structured log lines: values, then what happened. A pino logger is one. */
export interface Log {
  debug(values: object, message: string): void;
  info(values: object, message: string): void;
  warn(values: object, message: string): void;
  error(values: object, message: string): void;
}

type Level = "debug" | "info" | "warn" | "error" | "silent";

/** A log whose least severe level can be changed. */
export interface LeveledLog extends Log {
  level: string;
}

/** Writes JSON lines to standard error, from `level` on. */
export function createLog(level: Level): LeveledLog {
  return pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime },
    destination({ fd: 2, sync: true }),
  );
}
