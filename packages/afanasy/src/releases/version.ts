/** The numbers of a version such as `3.4.1`; nothing where it does not begin with two numbers. */
export function readVersion(version: string | undefined): readonly number[] | undefined {
  const numbers = /^\s*v?(\d{1,6})\.(\d{1,6})(?:\.(\d{1,6}))?/.exec(version ?? "");
  return numbers?.slice(1).map((number) => Number(number ?? 0));
}

/** Below 0 when `a` is the older version. Both are versions that can be read. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [readVersion(a) ?? [], readVersion(b) ?? []];
  for (let index = 0; index < 3; index++) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
