/** A moment to the minute, in UTC: `2026-01-31 12:05`. */
export function shownMinute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}
