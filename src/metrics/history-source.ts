import { startOfDay } from "../schema/timezone.ts";
import { type Node, sql, value } from "../sql/fragment.ts";
import { type ActivitySource, activitySource } from "./activity-source.ts";
import type { Request } from "./compiled.ts";
import { endsOf } from "./period-column.ts";
import type { Question } from "./question.ts";

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

/** Where a question that looks back over the whole history is answered from: rollup or events as its own range decides. */
export function historySource(request: Request): ActivitySource {
  const { question, state, fromEvents } = request;
  const own = activitySource(question, state, fromEvents === true);
  return activitySource(overHistory(request), state, own.kind === "events");
}

/** The condition that a row lies before the end of the question's last bucket. */
export function beforeTheEnd(source: ActivitySource, request: Request): Node {
  const { last } = endsOf(request);
  return source.kind === "events"
    ? sql`a."occurred_at" < ${value(last.to, "timestamp")}`
    : sql`a."event_date" < ${value(last.endDay, "date")}`;
}
