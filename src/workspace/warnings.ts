import { bucketsIn } from "../metrics/buckets.ts";
import { compareRange } from "../metrics/compare-range.ts";
import type { DataState } from "../metrics/data-state.ts";
import { beginsBeforeHistory } from "../metrics/history.ts";
import { historyDays, isHistoryIncomplete } from "../metrics/history-incomplete.ts";
import { choosableEvents, looksBack, type Metric, subjectOf } from "../metrics/metric.ts";
import type { Question } from "../metrics/question.ts";

/** What a reader of the answer must know to read it right; one sentence each. */
export function warningsFor(question: Question, state: DataState): readonly string[] {
  const warnings: string[] = [];
  const looksAtActivity = question.metrics.some(({ measure }) => choosableEvents(measure) === "activity");
  if (looksAtActivity && question.event.length === 0 && !state.hasDefaultActivity) {
    warnings.push(
      "None of editor_opened, project_created and project_exported occurs, so any event counts as activity; name kinds with --event.",
    );
  }
  const filtered = question.where.filter(({ dimension }) => dimension === "event_name");
  const chosen = filtered.flatMap(({ values }) => values.filter((value) => value !== null));
  const named = [...question.event, ...chosen, ...question.metrics.flatMap((metric) => ownEvents(metric, state))];
  const unheard = [...new Set(named)].filter((name) => name !== "*" && !state.eventNames.includes(name));
  if (unheard.length > 0) warnings.push(`No event is called ${unheard.map((name) => `"${name}"`).join(", ")}.`);
  const buckets = bucketsIn(question, question.grain);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first !== undefined && last !== undefined && (first.from !== question.from || last.to !== question.to)) {
    warnings.push(
      `The range does not begin and end with a ${question.grain}: rows count whole buckets, totals exactly the range.`,
    );
  }
  if (question.compare !== null) {
    const { from } = compareRange(question, question.compare);
    const without = question.metrics.filter((metric) =>
      beginsBeforeHistory(metric, { from, zone: question.zone }, state),
    );
    if (without.length > 0) {
      warnings.push(
        `The range compared with begins before the data: no change is given for ${without.map(({ title }) => title).join(", ")}.`,
      );
    }
  }
  if (question.metrics.some(looksBack) && first !== undefined && isHistoryIncomplete(first, question, state)) {
    warnings.push(
      `History begins less than ${historyDays} days before this range: early trailing windows and first activities are incomplete.`,
    );
  }
  const isMixed = question.metrics.some((metric) => subjectOf(metric) !== subjectOf(question.metrics[0] ?? metric));
  if (isMixed && state.completeBefore.events !== state.completeBefore.subscriptions) {
    warnings.push(
      "Activity and subscriptions reach to different instants; a row's state is that of the one that reaches less far.",
    );
  }
  return warnings;
}

/** The kinds of event that a workspace's own metric names. */
function ownEvents(metric: Metric, { ownMetrics = [] }: DataState): readonly string[] {
  if (!ownMetrics.includes(metric) || !("events" in metric.measure)) return [];
  return typeof metric.measure.events === "string" ? [] : metric.measure.events;
}
