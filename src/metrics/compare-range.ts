import { civilOf, type Day, dayOf, type Instant } from "../schema/date.ts";
import { addPeriods, periodStart } from "../schema/period.ts";
import { localDayOf, startOfDay } from "../schema/timezone.ts";
import { bucketsIn, daysIn, isWholeDays } from "./buckets.ts";
import type { Compare, Question } from "./question.ts";

/**
 * The range that `question` is compared with. `previous` is the same number of whole months, quarters or years, or of
 * days, just before; `previous_year` the same dates a year earlier, or 52 weeks earlier where weeks are compared.
 */
export function compareRange(question: Question, compare: Compare): { readonly from: Instant; readonly to: Instant } {
  if (compare.kind === "range") return { from: compare.from, to: compare.to };
  if (!isWholeDays(question)) return momentsBefore(question, compare.kind);
  const days = daysIn(question);
  const shifted = compare.kind === "previous" ? previousDays(question, days) : yearEarlier(question, days);
  return { from: startOfDay(question.zone, shifted.from), to: startOfDay(question.zone, shifted.to) };
}

/** What a range of instants within days is compared with: as much time just before, or the same times a year earlier. */
function momentsBefore(
  { zone, from, to }: Question,
  kind: "previous" | "previous_year",
): { readonly from: Instant; readonly to: Instant } {
  if (kind === "previous") return { from: from - (to - from), to: from };
  const day = localDayOf(zone, from);
  const earlier = startOfDay(zone, day) - startOfDay(zone, sameDayYearBefore(day));
  return { from: from - earlier, to: to - earlier };
}

interface Days {
  readonly from: Day;
  readonly to: Day;
}

function previousDays(question: Question, { from, to }: Days): Days {
  const { grain, weekStart } = question;
  if (grain === "month" || grain === "quarter" || grain === "year") {
    const startsOf = (day: Day) => periodStart(day, grain, weekStart);
    // Months differ in length: whole ones are compared with whole ones, anything else with as many days.
    if (startsOf(from) === from && startsOf(to) === to) {
      return { from: addPeriods(from, grain, -bucketsIn(question, grain).length), to: from };
    }
  }
  const wholeMonths = civilOf(from).dayOfMonth === 1 && civilOf(to).dayOfMonth === 1;
  if (grain === "total" && wholeMonths) {
    const count = bucketsIn(question, "month").length;
    return { from: addPeriods(from, "month", -count), to: from };
  }
  return { from: from - (to - from), to: from };
}

function yearEarlier({ grain }: Question, { from, to }: Days): Days {
  if (grain === "week") return { from: from - 364, to: to - 364 };
  // By first and last day, not by the exclusive end: 29 February as an end is no day of the range.
  return { from: sameDayYearBefore(from), to: sameDayYearBefore(to - 1) + 1 };
}

/** The same date of the year before; of 29 February the day before it. */
export function sameDayYearBefore(day: Day): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  const isLeapDay = month === 2 && dayOfMonth === 29;
  return dayOf(year - 1, month, isLeapDay ? 28 : dayOfMonth);
}
