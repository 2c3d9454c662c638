import fc from "fast-check";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { Hours } from "./hours.js";

const at = (text: string) => Date.parse(text);

describe("Hours", () => {
  it.each([
    ["mon-fri 19:00-08:00, sat-sun in Europe/Berlin", "mon-fri 19:00-08:00, sat-sun in Europe/Berlin"],
    [" Mon - Fri 9:00-17:30 in UTC", "mon-fri 09:00-17:30 in UTC"],
    ["22:00-24:00 in Asia/Tokyo", "22:00-24:00 in Asia/Tokyo"],
    ["sat in america/new_york", "sat in America/New_York"],
    [
      "sat except 2027-05-01, 2026-12-24 .. 2027-01-02,2026-12-01..2026-12-01 in UTC",
      "sat except 2026-12-01, 2026-12-24..2027-01-02, 2027-05-01 in UTC",
    ],
  ])("reads %j", (text, normal) => {
    expect(Hours.parse(text).text).toBe(normal);
    expect(Hours.parse(normal).text).toBe(normal);
  });

  it.each([
    ["", "is not a time of the week"],
    ["monday in UTC", '"monday" is no day'],
    ["mon 8-9 in UTC", "is not a time of the week"],
    ["mon 25:00-26:00 in UTC", '"25:00" is no time'],
    ["08:00-08:00 in UTC", "ends when it begins"],
    ["mon in Berlin", 'no time zone "Berlin"'],
    ["mon, in UTC", "is not a time of the week"],
    ["mon except in UTC", '"in UTC" is no date'],
    ["mon except 24.12. in UTC", '"24.12." is no date'],
    ["mon except 2026-02-29 in UTC", "there is no date 2026-02-29"],
    ["mon except 2026-12-24..2026-12-01 in UTC", "ends before it begins"],
    ["mon except 2026-01-01..2027-01-02 in UTC", "longer than 366 days"],
  ])("refuses %j", (text, reason) => {
    expect(() => Hours.parse(text)).toThrow(reason);
  });

  it("do not count on dates that are excepted, from midnight to midnight of the zone's clocks", () => {
    const always = Hours.parse("mon-sun except 2026-12-24..2027-01-02, 2040-05-01 in Europe/Berlin");
    const changes = (from: string, count: number) => {
      const found: string[] = [];
      for (let ms = at(from); found.length < count; ) {
        const next = always.nextChange(ms);
        if (next === undefined) break;
        found.push(new Date(next).toISOString());
        ms = next;
      }
      return found;
    };
    expect(changes("2026-01-01T12:00Z", 9)).toEqual([
      "2026-12-23T23:00:00.000Z",
      "2027-01-02T23:00:00.000Z",
      "2040-04-30T22:00:00.000Z",
      "2040-05-01T22:00:00.000Z",
    ]);
    const night = Hours.parse("19:00-08:00 except 2026-12-24 in UTC");
    const moments = ["2026-12-23T23:59Z", "2026-12-24T00:00Z", "2026-12-24T23:59Z", "2026-12-25T00:00Z"];
    expect(moments.map((moment) => night.includes(at(moment)))).toEqual([true, false, false, true]);
    expect(night.nextChange(at("2026-12-24T03:00Z"))).toBe(at("2026-12-25T00:00Z"));
  });

  it("are those of the zone's clocks, over both changes of daylight saving", () => {
    const night = Hours.parse("mon-fri 19:00-08:00, sat-sun in Europe/Berlin");
    const states = (...moments: string[]) => moments.map((moment) => night.includes(at(moment)));
    // A Wednesday in summer, then in winter: 19:00 is another hour of UTC.
    expect(
      states("2026-07-01T16:59Z", "2026-07-01T17:00Z", "2026-07-02T05:59Z", "2026-07-02T06:00Z"),
    ).toEqual([false, true, true, false]);
    expect(
      states("2026-12-02T17:59Z", "2026-12-02T18:00Z", "2026-12-03T06:59Z", "2026-12-03T07:00Z"),
    ).toEqual([false, true, true, false]);
    // The night from Friday goes into the weekend, and Monday begins at midnight of the clocks, not with Sunday's night.
    expect(
      states("2026-07-03T12:00Z", "2026-07-04T12:00Z", "2026-07-05T21:59Z", "2026-07-05T22:00Z"),
    ).toEqual([false, true, true, false]);
  });

  it.each([
    // Clocks are put forward from 02:00 to 03:00: the span begins with that.
    [
      "02:30-05:00 in Europe/Berlin",
      "2026-03-28T23:00Z",
      "2026-03-29T01:00:00.000Z",
      "2026-03-29T03:00:00.000Z",
    ],
    // And back from 03:00 to 02:00: what ends at 02:30 ends twice.
    [
      "02:00-02:30 in Europe/Berlin",
      "2026-10-24T22:00Z",
      "2026-10-25T00:00:00.000Z",
      "2026-10-25T00:30:00.000Z",
    ],
    [
      "02:00-02:30 in Europe/Berlin",
      "2026-10-25T00:30Z",
      "2026-10-25T01:00:00.000Z",
      "2026-10-25T01:30:00.000Z",
    ],
    [
      "sat in Australia/Lord_Howe",
      "2026-04-01T00:00Z",
      "2026-04-03T13:00:00.000Z",
      "2026-04-04T13:00:00.000Z",
    ],
  ])("%s change next when the clocks say so", (text, start, begins, ends) => {
    const hours = Hours.parse(text);
    const first = hours.nextChange(at(start)) ?? 0;
    expect(new Date(first).toISOString()).toBe(begins);
    expect(new Date(hours.nextChange(first) ?? 0).toISOString()).toBe(ends);
  });

  it("that are always never change", () => {
    expect(Hours.parse("mon-sun in UTC").nextChange(at("2026-07-01T00:00Z"))).toBeUndefined();
    expect(Hours.parse("sat-fri in UTC").includes(at("2026-07-01T00:00Z"))).toBe(true);
  });

  it("change next at the first minute at which they are otherwise, whenever and wherever", () => {
    const time = fc
      .integer({ min: 0, max: 24 * 4 - 1 })
      .map((quarter) => `${Math.floor(quarter / 4)}:${["00", "15", "30", "45"][quarter % 4]}`);
    const day = fc.constantFrom("mon", "tue", "wed", "thu", "fri", "sat", "sun");
    const span = fc
      .tuple(day, day, time, time)
      .filter(([, , from, to]) => from !== to)
      .map(([first, last, from, to]) => `${first}-${last} ${from}-${to}`);
    const zone = fc.constantFrom(
      "Europe/Berlin",
      "America/New_York",
      "UTC",
      "Asia/Kathmandu",
      "Australia/Lord_Howe",
    );
    // Around both changes of daylight saving, and anywhere.
    const start = fc.oneof(
      fc
        .constantFrom(
          "2026-03-29T00:00Z",
          "2026-10-25T00:00Z",
          "2026-03-08T06:00Z",
          "2026-11-01T05:00Z",
          "2026-04-04T14:00Z",
        )
        .map(at),
      fc.integer({ min: at("2026-01-01T00:00Z"), max: at("2026-12-31T00:00Z") }),
    );
    const excepted = fc.option(fc.integer({ min: -1, max: 2 }));
    fc.assert(
      fc.property(
        fc.array(span, { minLength: 1, maxLength: 2 }),
        zone,
        start,
        excepted,
        (spans, name, ms, days) => {
          const date = new Date(ms + (days ?? 0) * 24 * 3_600_000).toISOString().slice(0, 10);
          const except = days === null ? "" : ` except ${date}`;
          const hours = Hours.parse(`${spans.join(", ")}${except} in ${name}`);
          const from = Math.floor(ms / 60_000) * 60_000;
          const next = hours.nextChange(from);
          // Each minute, for a day: longer is no other case, and takes its time.
          for (let minute = from + 60_000; minute <= from + 26 * 3_600_000; minute += 60_000) {
            if (hours.includes(minute) === hours.includes(from)) continue;
            expect(next && new Date(next)).toEqual(new Date(minute));
            return;
          }
          if (next !== undefined) expect(next).toBeGreaterThan(from + 26 * 3_600_000);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe("looking for the next change", () => {
  const minutes = Array.from({ length: 30 }, (_, index) => String(2 * index).padStart(2, "0"));
  const spans = minutes.map((minute) => `mon 08:${minute}-09:${minute}`).join(", ");
  const years = Array.from({ length: 18 }, (_, index) => `${2027 + index}-01-01..${2027 + index}-12-31`);
  const saturdays = Array.from({ length: 80 }, (_, week) =>
    new Date(at("2027-01-02T00:00Z") + week * 7 * 24 * 3_600_000).toISOString().slice(0, 10),
  );

  it.each([
    ["long exceptions", `${spans} except ${years.join(", ")}`, "2045-01-02T07:00Z"],
    ["many exceptions", `sat except ${saturdays.join(", ")}`, "2028-07-14T22:00Z"],
  ])("asks the zone for few offsets, however %s are, and for none that are known", (_, text, change) => {
    const asked = vi.spyOn(Intl.DateTimeFormat.prototype, "formatToParts");
    onTestFinished(() => asked.mockRestore());
    const zone = text.startsWith("sat") ? "Europe/Vienna" : "Europe/Paris";
    for (const most of [600, 1]) {
      asked.mockClear();
      const hours = Hours.parse(`${text} in ${zone}`);
      expect(hours.nextChange(at("2026-12-31T12:00Z"))).toBe(at(change));
      expect(asked.mock.calls.length).toBeLessThanOrEqual(most);
    }
  });

  it("finds none where there is none", () => {
    expect(
      Hours.parse("mon-sun except 2026-01-01 in UTC").nextChange(at("2026-07-01T00:00Z")),
    ).toBeUndefined();
  });
});
