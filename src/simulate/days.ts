import { type Instant, microsPerSecond } from "../schema/date.ts";
import { startOfDay } from "../schema/timezone.ts";
import type { Company } from "./company.ts";

/** The local days of a company by index, 0 being its first day. */
export interface Days {
  readonly count: number;
  /** The instant at which each day begins; one more entry than days, the last being the company's end. */
  readonly starts: Float64Array;
  /** Length of each day: 86,400 but where a clock changes; 0 for a day that a country skipped. */
  readonly seconds: Int32Array;
}

/** The local days of `company`. */
export function daysOf(company: Company): Days {
  const count = company.to - company.from;
  const starts = new Float64Array(count + 1);
  for (let d = 0; d <= count; d++) starts[d] = startOfDay(company.timezone, company.from + d);
  const seconds = new Int32Array(count);
  for (let d = 0; d < count; d++) seconds[d] = (startOf(starts, d + 1) - startOf(starts, d)) / microsPerSecond;
  return { count, starts, seconds };
}

function startOf(starts: Float64Array, index: number): Instant {
  return starts[index] ?? 0;
}
