import { minutesOfDay, Week, type WeekSpan } from "./week.js";
import { dayMs, minuteMs, Zone } from "./zone.js";

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
/** In how many days weekly hours change, if they ever do: daylight saving can leave out what there is once a week. */
const roundDays = 16;
/** The longest time of dates that are excepted, in days. */
const maxException = 366;

type Span = WeekSpan & { readonly text: string };

/** Dates, in days since 1970-01-01; the last one is among them. */
interface Dates {
  readonly first: number;
  readonly last: number;
}

/** Dates on which hours do not count, from midnight to midnight. */
type Exception = Dates & { readonly text: string };

/** What is wrong with hours, for people, and at which UTF-16 unit of them. */
export class HoursFlaw extends Error {
  readonly offset: number;

  constructor(message: string, offset = 0) {
    super(message);
    this.offset = offset;
  }
}

/**
 * Times of the week in a zone, but for some dates: `mon-fri 19:00-08:00, sat-sun except 2026-12-24..2027-01-02 in Europe/Berlin`.
 * Immutable.
 */
export class Hours {
  /** In their normal form. */
  readonly text: string;
  readonly #spans: readonly Span[];
  /** In their order, with days between them. */
  readonly #exceptions: readonly Dates[];
  readonly #zone: Zone;
  #week: Week | undefined;

  private constructor(spans: readonly Span[], exceptions: readonly Exception[], zone: Zone) {
    this.#spans = spans;
    this.#exceptions = joined(exceptions);
    this.#zone = zone;
    const except = exceptions.length > 0 ? ` except ${textOf(exceptions)}` : "";
    this.text = `${textOf(spans)}${except} in ${zone.name}`;
  }

  /**
   * Reads hours. Without a zone they are in that of this machine.
   *
   * @throws HoursFlaw
   */
  static parse(text: string): Hours {
    const start = text.length - text.trimStart().length;
    const trimmed = text.trim();
    const [, spans = "", except = "", dates, zone] =
      /^(.*?)(?:(\s+except\s+)(.*?))?(?:\s+in\s+(\S+))?$/is.exec(trimmed) ?? [];
    const exceptions =
      dates === undefined ? [] : parseList(dates, start + spans.length + except.length, parseException);
    return new Hours(
      parseList(spans, start, parseSpan),
      exceptions.toSorted((a, b) => a.first - b.first),
      zone === undefined ? Zone.here() : at(start + trimmed.length - zone.length, () => zoneOf(zone)),
    );
  }

  /** @param ms since 1970 */
  includes(ms: number): boolean {
    const { date, minute } = this.#zone.localTime(ms);
    return this.#counts(date, minute);
  }

  /** The first moment after `ms` at which that changes; nothing where it never does. */
  nextChange(ms: number): number | undefined {
    const isOn = this.includes(ms);
    const longest = this.#ofWeek().isConstant ? 0 : roundDays;
    let looked = 0;
    for (let day = Math.floor(ms / dayMs); ; day += 1) {
      // The clocks of a zone are at most a day from those of UTC.
      const next = this.#exceptions.find(({ last }) => last >= day - 2);
      if (next && next.first <= day + 2) {
        looked = 0;
        // Between its ends nothing changes in an exception.
        if (next.first < day - 1 && next.last > day + 2) day = next.last - 2;
      } else if (looked > longest) {
        if (!next) return undefined;
        day = next.first - 2;
        looked = 0;
      }
      looked += 1;
      for (const moment of this.#momentsOn(day)) if (moment.at > ms && moment.isOn !== isOn) return moment.at;
    }
  }

  /** When hours can change on a day of UTC, and how they are then: in their order. */
  *#momentsOn(utcDay: number): Iterable<{ readonly at: number; readonly isOn: boolean }> {
    for (const { start, end, offset } of this.#zone.evenTimes(utcDay)) {
      const local = start + offset;
      yield { at: start, isOn: this.#counts(Math.floor(local / dayMs), minuteOfDay(local)) };
      for (let date = Math.floor(local / dayMs); date * dayMs < end + offset; date += 1) {
        for (const minute of new Set([0, ...this.#ofWeek().changesOn(weekday(date))])) {
          const at = date * dayMs + minute * minuteMs - offset;
          if (at > start && at < end) yield { at, isOn: this.#counts(date, minute) };
        }
      }
    }
  }

  /** Do they count at this minute of the zone's clocks? */
  #counts(date: number, minute: number): boolean {
    if (this.#exceptions.some(({ first, last }) => date >= first && date <= last)) return false;
    return this.#ofWeek().covers(weekday(date), minute);
  }

  #ofWeek(): Week {
    this.#week ??= new Week(this.#spans);
    return this.#week;
  }
}

/** The day of the week of a date: 1970-01-01 was a Thursday. */
function weekday(date: number): number {
  return (((date + 3) % 7) + 7) % 7;
}

function minuteOfDay(local: number): number {
  return Math.floor((local - Math.floor(local / dayMs) * dayMs) / minuteMs);
}

/** The same dates, in which those that overlap or follow on each other are one. */
function joined(exceptions: readonly Exception[]): Dates[] {
  const dates: Dates[] = [];
  for (const { first, last } of exceptions) {
    const before = dates.at(-1);
    if (before && first <= before.last + 1) {
      dates[dates.length - 1] = { first: before.first, last: Math.max(before.last, last) };
    } else dates.push({ first, last });
  }
  return dates;
}

function textOf(parts: readonly { readonly text: string }[]): string {
  return parts.map(({ text }) => text).join(", ");
}

/** Reads what commas part; `start` is the offset of `text` in the hours. */
function parseList<T>(text: string, start: number, parse: (part: string) => T): T[] {
  let next = start;
  return text.split(",").map((part) => {
    const offset = next + part.length - part.trimStart().length;
    next += part.length + 1;
    return at(offset, () => parse(part.trim()));
  });
}

/** What `parse` gives; a flaw that it finds is so far behind the start of the hours. */
function at<T>(offset: number, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw error instanceof HoursFlaw ? new HoursFlaw(error.message, offset + error.offset) : error;
  }
}

function parseException(text: string): Exception {
  const [, from = "", to = from] =
    /^\s*(\d{4}-\d\d-\d\d)(?:\s*\.\.\s*(\d{4}-\d\d-\d\d))?\s*$/.exec(text) ?? [];
  if (from === "") {
    throw new HoursFlaw(`"${text.trim()}" is no date, such as 2026-12-24 or 2026-12-24..2027-01-02`);
  }
  const [first, last] = [dateOf(from), dateOf(to)];
  if (last < first) throw new HoursFlaw(`"${text.trim()}" ends before it begins`);
  if (last - first >= maxException) {
    throw new HoursFlaw(`"${text.trim()}" is longer than ${maxException} days`);
  }
  return { first, last, text: first === last ? from : `${from}..${to}` };
}

function dateOf(text: string): number {
  const ms = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text) {
    throw new HoursFlaw(`there is no date ${text}`);
  }
  return ms / dayMs;
}

function parseSpan(text: string): Span {
  const [, days, from, to] =
    /^\s*(?:([a-z]+(?:\s*-\s*[a-z]+)?)\s*)?(?:\b(\d{1,2}:\d\d)\s*-\s*(\d{1,2}:\d\d))?\s*$/i.exec(text) ?? [];
  if (days === undefined && from === undefined) {
    throw new HoursFlaw(`"${text.trim()}" is not a time of the week, such as mon-fri 19:00-08:00 or sat-sun`);
  }
  const span = {
    days: daysOf(days),
    from: from === undefined ? 0 : at(text.indexOf(from), () => minuteOf(from)),
    to: to === undefined ? minutesOfDay : at(text.lastIndexOf(to), () => minuteOf(to)),
  };
  if (span.from === span.to) throw new HoursFlaw(`"${text.trim()}" ends when it begins`);
  const hours = from === undefined ? [] : [`${show(span.from)}-${show(span.to)}`];
  return {
    ...span,
    text: [...(days === undefined ? [] : [days.toLowerCase().replaceAll(/\s/g, "")]), ...hours].join(" "),
  };
}

function daysOf(text = "mon-sun"): readonly number[] {
  const [first = "", last = first] = text
    .toLowerCase()
    .split("-")
    .map((day) => day.trim());
  const [from, to] = [dayNames.indexOf(first), dayNames.indexOf(last)];
  if (from < 0 || to < 0) throw new HoursFlaw(`"${text}" is no day: write mon, tue, wed, thu, fri, sat, sun`);
  const count = ((to - from + 7) % 7) + 1;
  return Array.from({ length: count }, (_, index) => (from + index) % 7);
}

function minuteOf(text: string): number {
  const [hours = 0, minutes = 0] = text.split(":").map(Number);
  if (minutes > 59 || hours * 60 + minutes > minutesOfDay)
    throw new HoursFlaw(`"${text}" is no time of the day`);
  return hours * 60 + minutes;
}

function show(minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `${two(Math.floor(minute / 60))}:${two(minute % 60)}`;
}

function zoneOf(name: string): Zone {
  try {
    return Zone.of(name);
  } catch {
    throw new HoursFlaw(`there is no time zone "${name}"; write one such as Europe/Berlin or UTC`);
  }
}
