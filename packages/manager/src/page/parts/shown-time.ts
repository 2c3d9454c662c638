/** A moment for people, in their own time: today as its time alone. */
export function shownTime(iso: string, now = new Date()): string {
  const time = new Date(iso);
  const isToday = time.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(
    "en-GB",
    isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" },
  ).format(time);
}
