export const minutesOfDay = 24 * 60;
const daysOfWeek = 7;

/** On which days, from when to when, in minutes since midnight; a span that ends before it begins ends the day after. */
export interface WeekSpan {
  /** Monday is 0. */
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
}

/** The minutes of a week that spans cover. Looking at it takes no longer for more spans than for the changes of one day. */
export class Week {
  readonly #days: readonly { readonly startsOn: boolean; readonly changes: readonly number[] }[];

  constructor(spans: readonly WeekSpan[]) {
    const minutes = coveredMinutes(spans);
    this.#days = Array.from({ length: daysOfWeek }, (_, day) => {
      const start = day * minutesOfDay;
      const changes: number[] = [];
      for (let minute = 0; minute < minutesOfDay; minute += 1) {
        if (minutes[start + minute] !== minutes.at(start + minute - 1)) changes.push(minute);
      }
      return { startsOn: minutes.at(start - 1) === 1, changes };
    });
  }

  /** Is it the same all week? */
  get isConstant(): boolean {
    return this.#days.every(({ changes }) => changes.length === 0);
  }

  covers(day: number, minute: number): boolean {
    const { startsOn = false, changes = [] } = this.#days[day] ?? {};
    const later = changes.findIndex((change) => change > minute);
    return ((later < 0 ? changes.length : later) % 2 === 1) !== startsOn;
  }

  /** The minutes of a day that are otherwise than the minute before, the day's first one included. */
  changesOn(day: number): readonly number[] {
    return this.#days[day]?.changes ?? [];
  }
}

function coveredMinutes(spans: readonly WeekSpan[]): Uint8Array {
  const minutes = new Uint8Array(daysOfWeek * minutesOfDay);
  const cover = (day: number, from: number, to: number) =>
    minutes.fill(1, day * minutesOfDay + from, day * minutesOfDay + to);
  for (const { days, from, to } of spans) {
    for (const day of days) {
      if (from < to) cover(day, from, to);
      else {
        cover(day, from, minutesOfDay);
        cover((day + 1) % daysOfWeek, 0, to);
      }
    }
  }
  return minutes;
}
