import { startOfDay } from "../schema/timezone.ts";
import type { Bucket } from "./buckets.ts";
import type { DataState } from "./data-state.ts";
import type { Question } from "./question.ts";

/** Days of history before a trailing window or a first activity can be trusted to be complete. */
export const historyDays = 31;

/** Whether a figure of `bucket` that looks back may miss what happened before the data begin. */
export function isHistoryIncomplete(bucket: Bucket, { zone }: Pick<Question, "zone">, { days }: DataState): boolean {
  return days.events !== null && bucket.from < startOfDay(zone, days.events.first + historyDays);
}
