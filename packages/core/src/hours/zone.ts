export const minuteMs = 60_000;
export const dayMs = 24 * 60 * minuteMs;

/** How many zones, and offsets of each, are remembered: the days of decades. */
const mostKept = { zones: 1_000, offsets: 20_000 };

const zones = new Map<string, Zone>();

/** A moment on the clocks of a zone, to the minute. */
export interface LocalTime {
  /** In days since 1970-01-01. */
  readonly date: number;
  /** Since midnight. */
  readonly minute: number;
}

/** A part of time in which the clocks of a zone run evenly: `end` is not in it. */
export interface EvenTime {
  readonly start: number;
  readonly end: number;
  /** How far they are ahead of UTC, in ms. */
  readonly offset: number;
}

/** Clocks of a time zone, over daylight saving, as the system's time zone data has them. */
export class Zone {
  /** As the system writes it: `Europe/Berlin`. */
  readonly name: string;
  readonly #format: Intl.DateTimeFormat;
  /** The offsets at the beginnings of days, and the changes of offset within days, as far as they were asked for. */
  readonly #offsets = new Map<number, number>();
  readonly #changes = new Map<number, number>();

  private constructor(name: string) {
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

  /**
   * The zone of this name. Rules share it, since making one takes longer than reading a rule.
   *
   * @throws RangeError when there is no such zone
   */
  static of(name: string): Zone {
    const key = name.toLowerCase();
    const zone = zones.get(key) ?? new Zone(name);
    if (zones.size >= mostKept.zones) zones.clear();
    zones.set(key, zone);
    return zone;
  }

  /** The zone of this machine. */
  static here(): Zone {
    return Zone.of(new Intl.DateTimeFormat().resolvedOptions().timeZone);
  }

  /** @param ms since 1970 */
  localTime(ms: number): LocalTime {
    const local = new Date(this.#asUtc(ms));
    return {
      date: Math.floor(local.getTime() / dayMs),
      minute: local.getUTCHours() * 60 + local.getUTCMinutes(),
    };
  }

  /** The parts of a day of UTC, which is counted from 1970-01-01. Clocks are changed once in it at most. */
  evenTimes(day: number): readonly EvenTime[] {
    const [start, end] = [day * dayMs, (day + 1) * dayMs];
    const [offset, next] = [this.#offsetOfDay(start), this.#offsetOfDay(end)];
    if (offset === next) return [{ start, end, offset }];
    const change = this.#changes.get(day) ?? this.#changeBetween(start, end);
    this.#changes.set(day, change);
    return [
      { start, end: change, offset },
      { start: change, end, offset: next },
    ];
  }

  #offsetOfDay(start: number): number {
    const offset = this.#offsets.get(start) ?? this.#offset(start);
    if (this.#offsets.size >= mostKept.offsets) this.#offsets.clear();
    this.#offsets.set(start, offset);
    return offset;
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
