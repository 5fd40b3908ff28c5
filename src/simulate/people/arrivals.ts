import { weekdayOf } from "../../schema/date.ts";
import type { Company } from "../company.ts";

/** Day index of those who signed up before the first day. */
export const established = -1;

/**
 * On which day each user signs up: user numbers follow the order of signing up. The established come first; then arrivals
 * grow from month to month and swing with the weekday. Returns the sign-up day's index for a user's number.
 */
export function arrivals(company: Company): (user: number) => number {
  const { growth } = company.scenario;
  const days = company.to - company.from;
  const cumulated = new Float64Array(days);
  const daily = 1 + growth.monthlyRate / 30;
  let [level, sum] = [1_000_000, 0];
  for (let d = 0; d < days; d++) {
    sum += Math.round(level * (growth.weekdays[weekdayOf(company.from + d) - 1] ?? 1));
    cumulated[d] = sum;
    level *= daily;
  }
  const before = Math.floor(company.users * growth.establishedShare);
  const arriving = company.users - before;
  return (user) => (user < before ? established : firstAbove(cumulated, ((user - before + 0.5) / arriving) * sum));
}

/** Index of the first of the rising `values` that lies above `limit`. */
function firstAbove(values: Float64Array, limit: number): number {
  let [low, high] = [0, values.length - 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}
