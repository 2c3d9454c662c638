const minuteMs = 60_000;
const dayMs = 24 * 60 * minuteMs;

/** A moment on the clocks of a zone, to the minute. */
export interface LocalTime {
  /** In days since 1970-01-01. */
  readonly date: number;
  /** Monday is 0. */
  readonly day: number;
  /** Since midnight. */
  readonly minute: number;
}

/** Clocks of a time zone, over daylight saving, as the system's time zone data has them. */
export class Zone {
  /** As the system writes it: `Europe/Berlin`. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;

  /** @throws RangeError when there is no such zone */
  constructor(name: string) {
    this.#format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
    });
    this.name = this.#format.resolvedOptions().timeZone;
  }

  /** The zone of this machine. */
  static here(): Zone {
    return new Zone(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  }

  /** @param ms since 1970 */
  localTime(ms: number): LocalTime {
    const local = new Date(this.#asUtc(ms));
    return {
      date: Math.floor(local.getTime() / dayMs),
      day: (local.getUTCDay() + 6) % 7,
      minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
    };
  }

  /**
   * The moments between `start` and `end` at which its clocks may show one of these minutes of a day, or are put forward or back; in
   * their order.
   */
  moments(minutes: readonly number[], start: number, end: number): number[] {
    const changes: number[] = [];
    const offsets = new Set<number>();
    for (let day = start; day < end + dayMs; day += dayMs) {
      const next = Math.min(day + dayMs, end + dayMs);
      offsets.add(this.#offset(day));
      if (this.#offset(day) !== this.#offset(next)) changes.push(this.#changeBetween(day, next));
    }
    const firstDay = Math.floor(start / dayMs) * dayMs - dayMs;
    const moments = new Set(changes);
    for (let day = firstDay; day <= end + dayMs; day += dayMs) {
      for (const minute of minutes)
        for (const offset of offsets) moments.add(day + minute * minuteMs - offset);
    }
    return [...moments].filter((ms) => ms > start && ms <= end).sort((a, b) => a - b);
  }

  /** By halving: the first minute at which the offset is that of `after`. */
  #changeBetween(before: number, after: number): number {
    let [from, to] = [Math.floor(before / minuteMs), Math.ceil(after / minuteMs)];
    const offset = this.#offset(before);
    while (to - from > 1) {
      const middle = (from + to) >> 1;
      if (this.#offset(middle * minuteMs) === offset) from = middle;
      else to = middle;
    }
    return to * minuteMs;
  }

  /** How far its clocks are ahead of UTC, in ms. */
  #offset(ms: number): number {
    const minute = Math.floor(ms / minuteMs) * minuteMs;
    return this.#asUtc(minute) - minute;
  }

  /** The moment at which clocks of UTC show what those of the zone show at `ms`. */
  #asUtc(ms: number): number {
    const parts = new Map(this.#format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
    return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"));
  }
}
