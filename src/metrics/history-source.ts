import { startOfDay } from "../schema/timezone.ts";
import { type Node, sql, value } from "../sql/fragment.ts";
import { type ActivitySource, activitySource } from "./activity-source.ts";
import { needsEvents } from "./choose-source.ts";
import type { Request } from "./compiled.ts";
import { endsOf } from "./period-column.ts";
import type { Question } from "./question.ts";
import { type OccurredWithin, occurredWithin } from "./occurred-within.ts";

/** The question with a range that covers all that is loaded, so that the days of another timezone are told apart everywhere. */
export function overHistory({ question, state }: Pick<Request, "question" | "state">): Question {
  const days = state.days.events;
  if (days === null) return question;
  const { zone } = question;
  return {
    ...question,
    from: Math.min(question.from, startOfDay(zone, days.first - 1)),
    to: Math.max(question.to, startOfDay(zone, days.last + 2)),
  };
}

/** The days of each user over the whole history, or the events where no rollup can tell what is asked. */
export function historySource(request: Request): ActivitySource {
  return activitySource(needsEvents(request) ? "event" : "user_day", overHistory(request), request.state);
}

/** The condition that a row lies before the end of the question's last bucket. */
export function beforeTheEnd(source: ActivitySource, request: Request): Node | OccurredWithin {
  const { last } = endsOf(request);
  return source.kind === "events"
    ? occurredWithin({ from: -Infinity, to: last.to })
    : sql`a."event_date" < ${value(last.endDay, "date")}`;
}
