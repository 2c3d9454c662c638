/** A moment to the minute, in UTC: `2026-01-31 12:05`. */
export function shownMinute(iso: string): string {
  return iso.slice(0, 16).replace("T", " ");
}

/** A moment by the clock of this machine, to the minute: `2026-11-30 08:00`. */
export function localTime(ms: number): string {
  const date = new Date(ms);
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`;
}
