import { civilOf, type Day, dayOf } from "../schema/date.ts";

/** The same day of the month `months` months before `day`, or the last day of that month where it is shorter. */
export function monthsBefore(day: Day, months: number): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  const total = year * 12 + (month - 1) - months;
  const first = dayOf(Math.floor(total / 12), (total % 12) + 1, 1);
  const next = dayOf(Math.floor((total + 1) / 12), ((total + 1) % 12) + 1, 1);
  return Math.min(first + dayOfMonth - 1, next - 1);
}
