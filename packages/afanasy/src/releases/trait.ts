import { compareVersions } from "./version.js";

/** Something that releases of afserver do differently, with the value that it has since each version. */
export interface Trait<T> {
  /** What it is about, for people. */
  readonly title: string;
  /** Its value in this version; in versions before the first that is known, the first value. */
  at(version: string): T;
  /** A value for people, in Markdown. */
  describe(value: T): string;
}

/**
 * @param history the values by the version that brought each, oldest first
 * @param describe how values are described: a function, or a text for each value
 */
export function trait<T>(
  title: string,
  history: Readonly<Record<string, T>>,
  describe: ((value: T) => string) | Readonly<Record<string, string>>,
): Trait<T> {
  const steps = Object.entries(history);
  const [first] = steps;
  if (!first) throw new RangeError(`The trait "${title}" has no value.`);
  return {
    title,
    at: (version) => (steps.findLast(([since]) => compareVersions(since, version) <= 0) ?? first)[1],
    describe: typeof describe === "function" ? describe : (value) => describe[String(value)] ?? String(value),
  };
}
