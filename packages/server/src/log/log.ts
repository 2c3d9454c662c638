/** Structured log lines: values, then what happened. A pino logger is one. */
export interface Log {
  debug(values: object, message: string): void;
  info(values: object, message: string): void;
  warn(values: object, message: string): void;
  error(values: object, message: string): void;
  /** Opens its file again, after that was moved away. */
  reopen?(): void;
}
