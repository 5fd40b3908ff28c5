import { describe, expect, it } from "vitest";
import type { DataState } from "../../src/metrics/data-state.ts";
import { presetRanges } from "../../src/metrics/presets.ts";
import { dayOf } from "../../src/schema/date.ts";
import { instantOfLocal, type Timezone } from "../../src/schema/timezone.ts";

const hour = 3_600_000_000;

/** Berlin around the end of its summer time of 2027, from which the instants of the watermarks follow. */
const berlin: Timezone = {
  name: "Europe/Berlin",
  version: "test",
  changes: [
    { fromInstant: -Infinity, offsetSeconds: 3_600 },
    { fromInstant: dayOf(2028, 3, 26) * 24 * hour + hour, offsetSeconds: 7_200 },
  ],
};

/** What is known of data from 8 January 2027 on, complete before a local time. */
function loadedUntil(day: number, hours = 0): DataState {
  const completeBefore = instantOfLocal(berlin, day * 24 * hour + hours * hour);
  const known = { events: completeBefore, subscriptions: null };
  const last = day - (hours === 0 ? 1 : 0);
  return {
    generation: 1,
    zone: berlin,
    weekStart: 1,
    dataThrough: known,
    completeBefore: known,
    days: { events: { first: dayOf(2027, 1, 8), last }, subscriptions: null },
    hasDefaultActivity: true,
    currencies: [],
    eventNames: [],
    eventKinds: [],
    lateDays: 3,
  };
}

function rangesOf(state: DataState): Readonly<Record<string, string>> {
  return Object.fromEntries(presetRanges(state).map(({ name, from, to }) => [name, `${from} ${to}`]));
}

describe("presets count back from the watermark", () => {
  it("that cuts a day: the open day is today, and ranges of so many days end before it", () => {
    expect(rangesOf(loadedUntil(dayOf(2028, 3, 15), 13))).toEqual({
      today: "2028-03-15 2028-03-16",
      yesterday: "2028-03-14 2028-03-15",
      last_7_days: "2028-03-08 2028-03-15",
      last_28_days: "2028-02-16 2028-03-15",
      last_30_days: "2028-02-14 2028-03-15",
      last_91_days: "2027-12-15 2028-03-15",
      month_to_date: "2028-03-01 2028-03-16",
      quarter_to_date: "2028-01-01 2028-03-16",
      last_month: "2028-02-01 2028-03-01",
      year_to_date: "2028-01-01 2028-03-16",
      last_12_months: "2027-03-01 2028-03-01",
      all: "2027-01-08 2028-03-16",
    });
  });

  it("at the end of a day, of a month and of a leap February at once: that day is today, and all of it is complete", () => {
    expect(rangesOf(loadedUntil(dayOf(2028, 3, 1)))).toEqual({
      today: "2028-02-29 2028-03-01",
      yesterday: "2028-02-28 2028-02-29",
      last_7_days: "2028-02-23 2028-03-01",
      last_28_days: "2028-02-02 2028-03-01",
      last_30_days: "2028-01-31 2028-03-01",
      last_91_days: "2027-12-01 2028-03-01",
      month_to_date: "2028-02-01 2028-03-01",
      quarter_to_date: "2028-01-01 2028-03-01",
      last_month: "2028-01-01 2028-02-01",
      year_to_date: "2028-01-01 2028-03-01",
      last_12_months: "2027-03-01 2028-03-01",
      all: "2027-01-08 2028-03-01",
    });
  });

  it("on the day of 23 hours, and in the first hour after it", () => {
    const within = rangesOf(loadedUntil(dayOf(2028, 3, 26), 12));
    expect([within["today"], within["last_7_days"]]).toEqual(["2028-03-26 2028-03-27", "2028-03-19 2028-03-26"]);
    const after = rangesOf(loadedUntil(dayOf(2028, 3, 27), 1));
    expect([after["today"], after["last_7_days"]]).toEqual(["2028-03-27 2028-03-28", "2028-03-20 2028-03-27"]);
  });

  it("and there are none before anything is loaded", () => {
    const known = { events: null, subscriptions: null };
    const state = { ...loadedUntil(dayOf(2028, 3, 1)), completeBefore: known, days: known };
    expect(presetRanges(state)).toEqual([]);
  });
});
