import { startOfDay } from "../schema/timezone.ts";
import type { DataState } from "./data-state.ts";
import { type Metric, subjectOf } from "./metric.ts";
import type { Question } from "./question.ts";

/** Whether a range reaches back to before the first day with data about the metric: a change against it says nothing. */
export function beginsBeforeHistory(
  metric: Metric,
  { from, zone }: Pick<Question, "from" | "zone">,
  { days }: DataState,
): boolean {
  const range = subjectOf(metric) === "activity" ? days.events : days.subscriptions;
  return range === null || from < startOfDay(zone, range.first);
}
