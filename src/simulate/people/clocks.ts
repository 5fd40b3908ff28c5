import { civilOf, type Day } from "../../schema/date.ts";
import { offsetAt } from "../../schema/timezone.ts";
import type { Company } from "../company.ts";
import type { Days } from "../days.ts";
import type { Clock } from "./country.ts";
import { nthWeekday } from "./holidays.ts";

/** The clocks of all countries, in one list. */
export interface Clocks {
  readonly count: number;
  /** The country of each clock. */
  readonly country: Uint8Array;
  /** The first clock of each country. */
  readonly firstOf: Uint8Array;
  /** Half hours by which clock number `clock` is ahead of the company's on day `d`. */
  readonly aheadOn: (clock: number, d: number) => number;
}

/** The clocks of `company`'s countries against its own. */
export function clocksOf({ scenario, timezone, from }: Company, days: Days): Clocks {
  const all = scenario.countries.flatMap(({ clocks }, country) => clocks.map((clock) => ({ clock, country })));
  const ahead = new Int8Array(all.length * days.count);
  const halfHour = 1_800;
  for (let d = 0; d < days.count; d++) {
    const own = offsetAt(timezone, days.starts[d] ?? 0);
    all.forEach(({ clock }, c) => {
      ahead[c * days.count + d] = Math.round((offsetOf(clock, from + d) - own) / halfHour);
    });
  }
  return {
    count: all.length,
    country: Uint8Array.from(all, ({ country }) => country),
    firstOf: Uint8Array.from(scenario.countries, (_, country) => all.findIndex((one) => one.country === country)),
    aheadOn: (clock, d) => ahead[clock * days.count + d] ?? 0,
  };
}

/** Seconds ahead of UTC on `day`; a clock changes with the day, not at two in the night. */
function offsetOf({ utcOffsetMinutes, summerTime }: Clock, day: Day): number {
  return utcOffsetMinutes * 60 + (isSummer(summerTime, day) ? 3_600 : 0);
}

const sunday = 7;

function isSummer(rule: Clock["summerTime"], day: Day): boolean {
  const { year } = civilOf(day);
  const sundayOf = (month: number, nth: number): Day => nthWeekday(year, { month, weekday: sunday, nth });
  switch (rule) {
    case "none":
      return false;
    case "eu":
      return day >= sundayOf(3, -1) && day < sundayOf(10, -1);
    case "us":
      return day >= sundayOf(3, 2) && day < sundayOf(11, 1);
    case "au":
      return day >= sundayOf(10, 1) || day < sundayOf(4, 1);
  }
}
