import { civilOf, type Day, dayOf, type Instant } from "../schema/date.ts";
import { addPeriods, periodStart } from "../schema/period.ts";
import { startOfDay } from "../schema/timezone.ts";
import { bucketsIn, daysIn } from "./buckets.ts";
import type { Compare, Question } from "./question.ts";

/**
 * The range that `question` is compared with. `previous` is the same number of whole months, quarters or years, or of
 * days, just before; `previous_year` the same dates a year earlier, or 52 weeks earlier where weeks are compared.
 */
export function compareRange(question: Question, compare: Compare): { readonly from: Instant; readonly to: Instant } {
  if (compare.kind === "range") return { from: compare.from, to: compare.to };
  const days = daysIn(question);
  const shifted = compare.kind === "previous" ? previousDays(question, days) : yearEarlier(question, days);
  return { from: startOfDay(question.zone, shifted.from), to: startOfDay(question.zone, shifted.to) };
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
  return { from: sameDayYearBefore(from), to: sameDayYearBefore(to) };
}

function sameDayYearBefore(day: Day): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  const isLeapDay = month === 2 && dayOfMonth === 29;
  return dayOf(year - 1, month, isLeapDay ? 28 : dayOfMonth);
}
