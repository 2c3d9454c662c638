import { AfpoolsError } from "@afpools/core";
import { quoted } from "@afpools/core/internal";

const minuteMs = 60_000;
const unitsMs = {
  m: minuteMs,
  min: minuteMs,
  h: 60 * minuteMs,
  d: 24 * 60 * minuteMs,
  w: 7 * 24 * 60 * minuteMs,
};
const days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * The moment to come that a person names: `18:00`, `mon 08:00`, `tomorrow`, `2h`, `2026-11-30 08:00`, with or without a zone. Without
 * one it is the time of this machine, over daylight saving.
 *
 * @throws AfpoolsError `INVALID_ARGUMENT`
 */
export function readMoment(text: string, now: Date): Date {
  const words = text.trim().toLowerCase();
  const moment = afterSpan(words, now) ?? onDay(words, now) ?? onDate(text.trim());
  if (!moment || Number.isNaN(moment.getTime())) {
    throw refused(
      text,
      "is not a time such as 18:00, 'mon 08:00', tomorrow, 30min, 2h or '2026-11-30 08:00'",
    );
  }
  if (moment <= now) throw refused(text, "is in the past");
  return moment;
}

function afterSpan(text: string, now: Date): Date | undefined {
  const [, count, unit] = /^(\d{1,4}) ?(min|m|h|d|w)$/.exec(text) ?? [];
  if (count === undefined) return undefined;
  return new Date(now.getTime() + Number(count) * unitsMs[unit as keyof typeof unitsMs]);
}

/** A time of today or, where that is over, of the day after; of the next day of this name; at midnight where none is named. */
function onDay(text: string, now: Date): Date | undefined {
  const match = /^(?:(today|tomorrow|sun|mon|tue|wed|thu|fri|sat)[a-z]*)?(?: ?(\d{1,2}):(\d\d))?$/.exec(text);
  const [, day, hours = "0", minutes = "0"] = match ?? [];
  if (!match || (day === undefined && match[2] === undefined) || Number(hours) > 23 || Number(minutes) > 59) {
    return undefined;
  }
  const at = (inDays: number) =>
    new Date(now.getFullYear(), now.getMonth(), now.getDate() + inDays, Number(hours), Number(minutes));
  if (day === "today") return at(0);
  if (day === "tomorrow") return at(1);
  if (day === undefined) return at(0) > now ? at(0) : at(1);
  const ahead = (days.indexOf(day) - now.getDay() + 7) % 7;
  return at(ahead) > now ? at(ahead) : at(ahead + 7);
}

function onDate(text: string): Date | undefined {
  const date = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d)?(?:Z|[+-]\d\d:\d\d)?)?$/i;
  if (!date.test(text)) return undefined;
  // A date alone would be midnight in UTC.
  return new Date(text.length === 10 ? `${text}T00:00` : text.replace(" ", "T"));
}

function refused(text: string, reason: string): AfpoolsError {
  return new AfpoolsError("INVALID_ARGUMENT", `${quoted(text, 80)} ${reason}.`);
}
