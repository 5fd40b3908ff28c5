import { offsetAt } from "../../schema/timezone.ts";
import { choices, choose } from "../chances.ts";
import type { Company } from "../company.ts";
import type { Days } from "../days.ts";
import { draw, purposes } from "../random.ts";

/** At which second of a company's local day sessions begin. */
export interface Hours {
  /** Second of day `d` for a session of the given `key` by someone in `country`; their own clock follows the curve. */
  startOf(d: number, country: number, key: number): number;
}

const daySeconds = 86_400;

/** The daily curve of `company`, seen on its own clock. */
export function hoursOf(company: Company, days: Days): Hours {
  const { scenario, timezone } = company;
  const table = choices(scenario.hours);
  const countryOffsets = Int32Array.from(scenario.countries, ({ utcOffsetMinutes }) => utcOffsetMinutes * 60);
  const offsets = Int32Array.from(days.starts, (start) => Math.round(offsetAt(timezone, start)));
  return {
    startOf(d, country, key) {
      const theirs = choose(table, draw(key, purposes.hour)) * 3_600 + ((draw(key, purposes.second) >>> 0) % 3_600);
      return (theirs + (offsets[d] ?? 0) - (countryOffsets[country] ?? 0) + 2 * daySeconds) % daySeconds;
    },
  };
}
