const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

/** A span of time in words, by its two largest units: `2 h 10 min`, `3 days`. Begun minutes count. @param ms from now on */
export function shownSpan(ms: number): string {
  if (ms >= 2 * day) return `${Math.floor(ms / day)} days`;
  const minutes = Math.max(1, Math.ceil(ms / minute));
  const hours = Math.floor(minutes / 60);
  const parts = [...(hours > 0 ? [`${hours} h`] : []), ...(minutes % 60 > 0 ? [`${minutes % 60} min`] : [])];
  return parts.join(" ");
}
