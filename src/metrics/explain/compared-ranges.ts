import { formatInstant } from "../../schema/date.ts";
import { localDayOf, startOfDay } from "../../schema/timezone.ts";
import { UserError } from "../../schema/user-error.ts";
import { comparableRanges } from "../comparable-ranges.ts";
import type { DataState } from "../data-state.ts";
import { watermarkOf } from "../figures.ts";
import type { EventSet, Measure, Metric } from "../metric.ts";
import { underFilters, withoutFilters } from "../own-filters.ts";
import type { Question } from "../question.ts";
import { printMoment } from "../shape.ts";
import type { Window } from "./compile-turnover.ts";
import type { ExplainQuestion } from "./explain-question.ts";

/** A metric and the two ranges that are compared, each one bucket without a breakdown or with that of one dimension. */
export interface Compared {
  readonly metric: Metric;
  readonly now: Question;
  readonly before: Question;
}

/**
 * Both ranges as far as they can be compared: of an open one its complete days, and as many of the other. UserError `usage`
 * where no day is complete.
 */
export function comparedRanges({ metric, now, before }: ExplainQuestion, state: DataState): Compared {
  const w = watermarkOf(metric, state);
  const ranges = comparableRanges({ now, before }, w);
  if (ranges !== null) return { metric, ...ranges };
  const begins = Math.max(now.from, before.from);
  throw new UserError(
    "usage",
    `No day from ${printMoment(begins, now)} on is complete: the data reach to ${formatInstant(w ?? begins)}.`,
    "Ask for a range that begins earlier.",
  );
}

/** The same by `dimension`, or whole where it is null; the filters that the metric carries are the question's then. */
export function alongDimension({ metric, now, before }: Compared, dimension: string | null): Compared {
  const measure = withoutFilters(metric.measure);
  const asked = (question: Question): Question => {
    const under = underFilters({ question }, metric.measure).question;
    return { ...onlyMeasure(under, measure), by: dimension === null ? [] : [dimension] };
  };
  return { metric: { ...metric, measure }, now: asked(now), before: asked(before) };
}

/** The question about its metric with another measure. */
function onlyMeasure(question: Question, measure: Measure): Question {
  return { ...question, metrics: question.metrics.map((metric) => ({ ...metric, measure })) };
}

/** The users of two windows. */
export interface ComparedUsers {
  readonly events: EventSet;
  readonly now: Window;
  readonly before: Window;
}

/** The windows whose users are compared, where a metric counts distinct users; null where it counts something else. */
export function comparedUsers({ metric: { measure }, now, before }: Compared): ComparedUsers | null {
  if (measure.kind === "distinct_users") return { events: measure.events, now, before };
  if (measure.kind !== "trailing_users") return null;
  const ends = ({ zone, to }: Question): Window => {
    const last = localDayOf(zone, to - 1);
    return { from: startOfDay(zone, last - measure.days + 1), to: startOfDay(zone, last + 1) };
  };
  return { events: "activity", now: ends(now), before: ends(before) };
}
