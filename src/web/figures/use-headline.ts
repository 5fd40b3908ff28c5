import { askQuery, type Scope } from "../api/ask.ts";
import type { Answer } from "../api/contract.ts";
import { type Asked, useAnswer } from "../api/use-answer.ts";
import { latestPoint, trackOf } from "../charts/track.ts";
import { addDays, type Days, headlinePeriod, nextPeriod, wholePeriods } from "../state/periods.ts";
import type { PageState } from "../state/use-page.ts";

/** A metric by calendar bucket over all buckets that the range touches, and the one bucket that its card shows. */
export interface Headlined {
  readonly course: Asked<Answer>;
  readonly headline: Asked<Answer>;
  /** That bucket; null where there is none. */
  readonly bucket: Days | null;
}

/**
 * Ask `metric` by `grain`; the headline is the last complete bucket alone, so that its change is of like with like. Which
 * one that is the course says; both are asked at once all the same, by what the status tells, and again where it errs.
 */
export function useHeadline(metric: string, grain: "day" | "week" | "month", page: PageState): Headlined {
  const { activity, generation, range, status, compare } = page;
  const scope: Scope | null =
    activity.scope === null ? null : { ...activity.scope, ...wholePeriods(range, grain, status.weekStart), grain };
  const course = useAnswer(scope === null ? null : askQuery({ ...scope, metrics: [metric] }), generation);
  const period =
    scope && periodOf(course, metric, () => headlinePeriod(scope, grain, dayOf(status.dataThrough.events)));
  const headline = useAnswer(
    scope === null || period === null ? null : askHeadline(period, { metric, grain, scope, compare }),
    generation,
  );
  return { course, headline, bucket: period === null ? null : { from: period, to: nextPeriod(period, grain) } };
}

/** A day is compared with the same weekday of the week before: a Monday with a Sunday would tell of the week, not of growth. */
function weekBefore(day: string): string {
  const [from, to] = [addDays(day, -7), addDays(day, -6)];
  return `${from}..${to}`;
}

interface HeadlineOptions {
  readonly metric: string;
  readonly grain: "day" | "week" | "month";
  readonly scope: Scope;
  readonly compare: string | null;
}

/** The bucket that the course ends with, once it is there; until then what `guess` says. */
function periodOf({ ask, data, isPlaceholderData }: Asked<Answer>, metric: string, guess: () => string | null) {
  if (data === undefined || isPlaceholderData) return guess();
  const { points } = trackOf({ ask, data }, metric, { name: metric, shape: "line", colour: 1 });
  return latestPoint(points)?.period ?? null;
}

function askHeadline(period: string, { metric, grain, scope, compare }: HeadlineOptions) {
  return askQuery({
    ...scope,
    metrics: [metric],
    from: period,
    to: nextPeriod(period, grain),
    grain,
    compare: compare === "previous" && grain === "day" ? weekBefore(period) : compare,
  });
}

/** The day that an instant lies in, by UTC: near enough to guess by. */
function dayOf(instant: string | null): string {
  return (instant ?? "").slice(0, 10);
}
