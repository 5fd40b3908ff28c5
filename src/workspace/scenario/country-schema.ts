import { z } from "zod";
import { summerTimes } from "../../simulate/people/country.ts";
import { share } from "./scenario-values.ts";

/** `12-25`, `mon 3 jan` (the third Monday of January, −1 = the last) or `easter-2`. */
export const holidayPattern =
  /^(\d{2}-\d{2}|(mon|tue|wed|thu|fri|sat|sun) (-1|[1-5]) (jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)|easter([+-]\d{1,2})?)$/;

const clock = z.strictObject({
  share: share("Weight among the country's clocks.").default(1),
  utc_offset_minutes: z.int().min(-720).max(840).multipleOf(30).describe("Standard time, minutes ahead of UTC."),
  summer_time: z.enum(summerTimes).default("none").describe("Whose rule moves it an hour forward in summer."),
});

/** A country, as a scenario says it. */
export const countrySchema = z.strictObject({
  share: share("Weight among all countries."),
  southern: z.boolean().default(false).describe("Whether the school year begins half a year apart."),
  clocks: z.array(clock).min(1).max(8).describe("Its timezones."),
  holidays: z
    .array(z.string().regex(holidayPattern, 'must be such as 12-25, "mon 3 jan" or easter-2'))
    .default([])
    .describe("Its public holidays."),
});
