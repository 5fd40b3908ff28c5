import { askQuery, type Scope } from "../api/ask.ts";
import type { Answer } from "../api/contract.ts";
import { type Asked, useAnswer } from "../api/use-answer.ts";
import { latestPoint, trackOf } from "../charts/track.ts";
import { addDays, nextPeriod, wholePeriods } from "../state/periods.ts";
import type { PageState } from "../state/use-page.ts";

/** A metric by calendar bucket over all buckets that the range touches, and the one bucket that its card shows. */
export interface Headlined {
  readonly course: Asked<Answer>;
  readonly headline: Asked<Answer>;
}

/** Ask `metric` by `grain`; the headline is the last complete bucket alone, so that its change is of like with like. */
export function useHeadline(metric: string, grain: "day" | "week" | "month", page: PageState): Headlined {
  const { activity, generation, range, status, compare } = page;
  const scope: Scope | null =
    activity.scope === null ? null : { ...activity.scope, ...wholePeriods(range, grain, status.weekStart), grain };
  const course = useAnswer(scope === null ? null : askQuery({ ...scope, metrics: [metric] }), generation);
  const headline = useAnswer(headlineOf(course, { metric, grain, scope, compare }), generation);
  return { course, headline };
}

/** A day is compared with the same weekday of the week before: a Monday with a Sunday would tell of the week, not of growth. */
function weekBefore(day: string): string {
  const [from, to] = [addDays(day, -7), addDays(day, -6)];
  return `${from}..${to}`;
}

interface HeadlineOptions {
  readonly metric: string;
  readonly grain: "day" | "week" | "month";
  readonly scope: Scope | null;
  readonly compare: string | null;
}

function headlineOf(course: Asked<Answer>, { metric, grain, scope, compare }: HeadlineOptions) {
  if (course.data === undefined || course.isPlaceholderData || scope === null) return null;
  const { points } = trackOf({ ask: course.ask, data: course.data }, metric, {
    name: metric,
    shape: "line",
    colour: 1,
  });
  const latest = latestPoint(points);
  if (latest === null) return null;
  return askQuery({
    ...scope,
    metrics: [metric],
    from: latest.period,
    to: nextPeriod(latest.period, grain),
    grain,
    compare: compare === "previous" && grain === "day" ? weekBefore(latest.period) : compare,
  });
}
