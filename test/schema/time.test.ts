import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { calendarRow, isoWeek } from "../../src/schema/calendar-rows.ts";
import {
  civilOf,
  dayOf,
  formatDay,
  formatInstant,
  microsPerHour,
  microsPerUtcDay,
  parseDay,
  parseInstant,
  weekdayOf,
} from "../../src/schema/date.ts";
import { addPeriods, periodsIn, periodStart, type WeekStart } from "../../src/schema/period.ts";
import { instantOfLocal, localDayOf, startOfDay } from "../../src/schema/timezone.ts";
import { readTimezone } from "../../src/workspace/timezone.ts";

const anyDay = fc.integer({ min: dayOf(1700, 1, 1), max: dayOf(2199, 12, 31) });

describe("dates", () => {
  test("a day is the day that JavaScript's own calendar says, for five centuries", () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const date = new Date(day * 86_400_000);
        expect(formatDay(day)).toBe(date.toISOString().slice(0, 10));
        expect(weekdayOf(day)).toBe(date.getUTCDay() === 0 ? 7 : date.getUTCDay());
        const { year, month, dayOfMonth } = civilOf(day);
        expect(dayOf(year, month, dayOfMonth)).toBe(day);
        expect(parseDay(formatDay(day))).toBe(day);
      }),
    );
  });

  test.each(["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "26-01-01", "2026-04-31", "today"])(
    "%s is no day",
    (text) => {
      expect(parseDay(text)).toBeNull();
    },
  );

  test.each([
    ["2026-01-05T13:00:00Z", 0],
    ["2026-01-05 13:00:00", null],
    ["2026-01-05T13:00", null],
    ["2026-01-05T14:00:00+01:00", 3_600],
    ["2026-01-05T07:30:00-0530", -19_800],
    ["2026-01-05T13:00:00.123456Z", 0],
  ])("%s is an instant", (text, offset) => {
    expect(parseInstant(text)?.offsetSeconds).toBe(offset);
  });

  test.each(["2026-01-05T25:00:00Z", "2026-01-05T13:60:00Z", "2026-01-05T13:00:61Z", "1767618000", "5 Jan 2026", ""])(
    "%s is no instant",
    (text) => {
      expect(parseInstant(text)).toBeNull();
    },
  );

  test("an instant is printed in UTC, with a fraction only where it has one", () => {
    const instant = dayOf(2026, 1, 5) * microsPerUtcDay + 13 * microsPerHour;
    expect(formatInstant(instant)).toBe("2026-01-05T13:00:00Z");
    expect(formatInstant(instant + 1)).toBe("2026-01-05T13:00:00.000001Z");
  });
});

describe("weeks, months, quarters", () => {
  test.each([
    ["2026-01-01", "2026-W01"],
    ["2024-12-30", "2025-W01"],
    ["2027-01-03", "2026-W53"],
    ["2021-01-03", "2020-W53"],
  ])("%s lies in %s", (day, week) => {
    expect(isoWeek(parseDay(day) ?? 0)).toBe(week);
  });

  test("of the 523 ISO weeks of 2020 to 2029, 36 straddle two quarters", () => {
    const weeks = periodsIn({ from: dayOf(2019, 12, 30), to: dayOf(2030, 1, 1) }, "week", 1);
    const straddling = weeks.filter(
      (start) => periodStart(start, "quarter", 1) !== periodStart(start + 6, "quarter", 1),
    );
    expect([weeks.length, straddling.length]).toEqual([523, 36]);
  });

  test("every day lies in exactly one bucket of each grain, and the buckets follow each other without a gap", () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: 1, max: 7 }), (day, weekday) => {
        for (const grain of ["day", "week", "month", "quarter", "year"] as const) {
          const start = periodStart(day, grain, weekday as WeekStart);
          const next = addPeriods(start, grain, 1);
          expect(start).toBeLessThanOrEqual(day);
          expect(next).toBeGreaterThan(day);
          expect(periodStart(next - 1, grain, weekday as WeekStart)).toBe(start);
          expect(addPeriods(next, grain, -1)).toBe(start);
        }
        expect(weekdayOf(periodStart(day, "week", weekday as WeekStart))).toBe(weekday);
      }),
    );
  });

  test("a fiscal year is named by the year it ends in", () => {
    const row = calendarRow(dayOf(2026, 7, 1), { weekStart: 1, fiscalYearStartMonth: 7 });
    expect([row.fiscal_year, row.fiscal_quarter, row.quarter, row.year]).toEqual([2027, 1, 3, 2026]);
  });
});

describe("timezones", () => {
  const zone = (name: string) => {
    const found = readTimezone(name);
    if (found === null) throw new Error(`${name} is unknown here`);
    return found;
  };

  test("a local day has 23 hours where clocks go forward and 25 where they go back", () => {
    const berlin = zone("Europe/Berlin");
    const hours = (day: number) => (startOfDay(berlin, day + 1) - startOfDay(berlin, day)) / microsPerHour;
    expect(hours(dayOf(2026, 3, 28))).toBe(24);
    expect(hours(dayOf(2026, 3, 29))).toBe(23);
    expect(hours(dayOf(2026, 10, 25))).toBe(25);
  });

  test("a time that clocks skip moves forward, one that occurs twice is the first", () => {
    const berlin = zone("Europe/Berlin");
    const local = (text: string) => formatInstant(instantOfLocal(berlin, parseInstant(text)?.localMicros ?? 0));
    expect(local("2026-03-29T02:30:00")).toBe("2026-03-29T01:30:00Z");
    expect(local("2026-10-25T02:30:00")).toBe("2026-10-25T00:30:00Z");
  });

  test.each([
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Apia",
  ])("an instant's local day in %s is the one that Node's own calendar prints", (name) => {
    const format = new Intl.DateTimeFormat("en-CA", {
      timeZone: name,
      year: "numeric",
      month: "2-digit",
      day: "2-digit",
    });
    const place = zone(name);
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1995, 0), max: Date.UTC(2045, 0) }), (milliseconds) => {
        expect(formatDay(localDayOf(place, milliseconds * 1_000))).toBe(format.format(milliseconds));
      }),
    );
  });

  test("a name that is no timezone is none", () => {
    expect(readTimezone("Europe/Nowhere")).toBeNull();
  });
});
