import { type LocalTime, Zone } from "./zone.js";

const dayNames = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const minutesOfDay = 24 * 60;
const weekMs = 7 * minutesOfDay * 60_000;

/** On which days, from when to when; a span that ends before it begins ends the day after. */
interface Span {
  readonly days: readonly number[];
  readonly from: number;
  readonly to: number;
  readonly text: string;
}

/** What is wrong with hours, for people. */
export class HoursFlaw extends Error {}

/** Times of the week in a zone: `mon-fri 19:00-08:00, sat-sun in Europe/Berlin`. Immutable. */
export class Hours {
  /** In their normal form. */
  readonly text: string;
  readonly #spans: readonly Span[];
  readonly #zone: Zone;

  private constructor(spans: readonly Span[], zone: Zone) {
    this.#spans = spans;
    this.#zone = zone;
    this.text = `${spans.map(({ text }) => text).join(", ")} in ${zone.name}`;
  }

  /**
   * Reads hours. Without a zone they are in that of this machine.
   *
   * @throws HoursFlaw
   */
  static parse(text: string): Hours {
    const [, spans = "", zone] = /^(.*?)(?:\s+in\s+(\S+))?$/is.exec(text.trim()) ?? [];
    return new Hours(spans.split(",").map(parseSpan), zone === undefined ? Zone.here() : zoneOf(zone));
  }

  /** @param ms since 1970 */
  includes(ms: number): boolean {
    const now = this.#zone.localTime(ms);
    return this.#spans.some((span) => isWithin(now, span));
  }

  /** The first moment after `ms` at which that changes; nothing where it never does. */
  nextChange(ms: number): number | undefined {
    const isOn = this.includes(ms);
    const minutes = [...new Set([0, ...this.#spans.flatMap(({ from, to }) => [from, to % minutesOfDay])])];
    const moments = this.#zone.moments(minutes, ms, ms + weekMs + 24 * 3_600_000);
    return moments.find((moment) => this.includes(moment) !== isOn);
  }
}

function isWithin({ day, minute }: LocalTime, { days, from, to }: Span): boolean {
  if (from < to) return days.includes(day) && minute >= from && minute < to;
  const dayBefore = (day + 6) % 7;
  return (days.includes(day) && minute >= from) || (days.includes(dayBefore) && minute < to);
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
