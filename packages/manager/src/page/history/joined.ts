/** The newest, then those known before that are older. */
export function joined<Entry extends { readonly id: string }>(
  newest: readonly Entry[],
  before: readonly Entry[] = [],
): readonly Entry[] {
  const last = newest.at(-1);
  const at = last ? before.findIndex(({ id }) => id === last.id) : -1;
  return at < 0 ? newest : [...newest, ...before.slice(at + 1)];
}
