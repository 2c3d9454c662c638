/** A version's numbers: `3.4.1` is 3, 4, 1. */
export type Version = readonly number[];

const numbers = "\\d{1,9}(?:\\.\\d{1,9}){0,5}";
const whole = new RegExp(`^${numbers}$`);
const beginning = new RegExp(`^${numbers}`);

/** Nothing where `text` is no version. */
export function parseVersion(text: string): Version | undefined {
  return whole.test(text) ? text.split(".").map(Number) : undefined;
}

/** The version that a text begins with, such as `3.4.1 beta`; nothing where it begins with none. */
export function leadingVersion(text: string): Version | undefined {
  const [found] = beginning.exec(text.trim()) ?? [];
  return found === undefined ? undefined : parseVersion(found);
}

/** Below 0 when `a` is older, above when it is newer. What a version does not say counts as 0. */
export function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.length, b.length);
  for (let index = 0; index < length; index += 1) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
