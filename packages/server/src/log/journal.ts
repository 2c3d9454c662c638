import { fstatSync } from "node:fs";

/** Syslog's priorities (sd-daemon(3)) for the levels of the log. */
const priorities: Readonly<Record<string, number>> = { debug: 7, info: 6, warn: 4, error: 3 };

/** Does what is written to this descriptor go to systemd's journal? It tells by `JOURNAL_STREAM` (systemd.exec(5)). */
export function isJournal(descriptor: number, { JOURNAL_STREAM } = process.env): boolean {
  if (!JOURNAL_STREAM) return false;
  try {
    const { dev, ino } = fstatSync(descriptor);
    return JOURNAL_STREAM === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

/** A line of the log with the priority before it by which the journal can be asked for errors alone. */
export function withPriority(line: string): string {
  const level = /^\{"level":"(\w+)"/.exec(line)?.[1] ?? "";
  return `<${priorities[level] ?? 6}>${line}`;
}
