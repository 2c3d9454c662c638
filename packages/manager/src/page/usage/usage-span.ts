const hourMs = 3_600_000;

/** Times up to now that are looked at with one click, in ms. */
export const namedSpans = {
  hour: hourMs,
  day: 24 * hourMs,
  week: 7 * 24 * hourMs,
  month: 31 * 24 * hourMs,
  year: 365 * 24 * hourMs,
} as const;
type NamedSpan = keyof typeof namedSpans;

/** What is looked at: a time up to now, or one that somebody zoomed to, in ms since 1970. */
export type UsageSpan = NamedSpan | { readonly from: number; readonly to: number };

export function timesOf(span: UsageSpan, now: number): { readonly from: number; readonly to: number } {
  return typeof span === "string" ? { from: now - namedSpans[span], to: now } : span;
}

/** The least that can be zoomed to: some minutes. */
const minMs = 5 * 60_000;

/** The same time wider or narrower around its middle, or moved by a part of it, and nothing beyond now. */
export function movedSpan(
  span: UsageSpan,
  { factor = 1, shift = 0 }: { readonly factor?: number; readonly shift?: number },
  now: number,
): UsageSpan {
  const { from, to } = timesOf(span, now);
  const length = Math.min(Math.max((to - from) * factor, minMs), namedSpans.year);
  const middle = (from + to) / 2 + (to - from) * shift;
  const end = Math.min(middle + length / 2, now);
  return { from: end - length, to: end };
}
