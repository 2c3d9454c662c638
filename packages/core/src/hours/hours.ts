import { type LocalTime, Zone } from "./zone.js";

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesOfDay = 24 * 60;
const dayMs = minutesOfDay * 60_000;
/** In which weekly hours change, if they ever do, with a change of daylight saving in it. */
const roundMs = 8 * dayMs;
/** The longest time of dates that are excepted, in days. */
const maxException = 366;

/** On which days, from when to when; a span that ends before it begins ends the day after. */
interface Span {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** Dates on which hours do not count, from midnight to midnight, in days since 1970-01-01; the last one is among them. */
interface Exception {
  readonly first: number;
  readonly last: number;
  readonly text: string;
}

/** What is wrong with hours, for people. */
export class HoursFlaw extends Error {}

/**
 * Times of the week in a zone, but for some dates: `mon-fri 19:00-08:00, sat-sun except 2026-12-24..2027-01-02 in Europe/Berlin`.
 * Immutable.
 */
export class Hours {
  /** In their normal form. */
  readonly text: string;
  readonly #spans: readonly Span[];
  readonly #exceptions: readonly Exception[];
  readonly #zone: Zone;

  private constructor(spans: readonly Span[], exceptions: readonly Exception[], zone: Zone) {
    this.#spans = spans;
    this.#exceptions = exceptions;
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
    const [, spans = "", dates, zone] =
      /^(.*?)(?:\s+except\s+(.*?))?(?:\s+in\s+(\S+))?$/is.exec(text.trim()) ?? [];
    const exceptions = dates === undefined ? [] : dates.split(",").map(parseException);
    return new Hours(
      spans.split(",").map(parseSpan),
      exceptions.toSorted((a, b) => a.first - b.first),
      zone === undefined ? Zone.here() : zoneOf(zone),
    );
  }

  /** @param ms since 1970 */
  includes(ms: number): boolean {
    const now = this.#zone.localTime(ms);
    if (this.#exceptions.some(({ first, last }) => now.date >= first && now.date <= last)) return false;
    return this.#spans.some((span) => isWithin(now, span));
  }

  /** The first moment after `ms` at which that changes; nothing where it never does. */
  nextChange(ms: number): number | undefined {
    const isOn = this.includes(ms);
    const minutes = [...new Set([0, ...this.#spans.flatMap(({ from, to }) => [from, to % minutesOfDay])])];
    // The clocks of a zone are at most a day from those of UTC. Between its ends nothing changes in an exception.
    const aroundDates = this.#exceptions
      .filter(({ last }) => (last + 2) * dayMs > ms)
      .flatMap(({ first, last }) => [
        { start: Math.max(ms, (first - 1) * dayMs), end: (first + 2) * dayMs },
        { start: Math.max(ms, (last - 1) * dayMs), end: (last + 2) * dayMs + roundMs },
      ]);
    for (const { start, end } of [{ start: ms, end: ms + roundMs }, ...aroundDates]) {
      const found = this.#zone.moments(minutes, start, end).find((moment) => this.includes(moment) !== isOn);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function isWithin({ day, minute }: LocalTime, { days, from, to }: Span): boolean {
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  const dayBefore = (day + 6) % 7;
  return (days.includes(day) && minute >= from) || (days.includes(dayBefore) && minute < to);
}

function textOf(parts: readonly { readonly text: string }[]): string {
  return parts.map(({ text }) => text).join(", ");
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
  const span = { days: daysOf(days), from: minuteOf(from ?? "00:00"), to: minuteOf(to ?? "24:00") };
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
    return new Zone(name);
  } catch {
    throw new HoursFlaw(`there is no time zone "${name}"; write one such as Europe/Berlin or UTC`);
  }
}
