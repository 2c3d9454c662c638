/** Is a render that is in the native pool `of` also in the pool `path`: in it, or in one below it? */
export function isInNativePool(of: string | undefined, path: string): boolean {
  if (of === undefined) return false;
  return of === path || path === "/" || of.startsWith(`${path}/`);
}
