import { means, name, type Node, sql, value } from "../sql/fragment.ts";
import type { Request } from "./compiled.ts";

/** How a relation spells the local day and, where it can, the start of the local hour. */
export interface Moments {
  readonly day: Node;
  readonly hour: Node | null;
}

/** The key of the bucket that a row belongs to; `c` is the joined calendar row where `readsCalendar` says so. */
export function periodColumn({ question, state, buckets }: Request, { day, hour }: Moments): Node {
  switch (question.grain) {
    case "total":
      return value(buckets[0]?.key ?? null, "date");
    case "week":
      return question.weekStart === state.weekStart ? sql`c."week_start"` : weekStarting(question.weekStart);
    case "month":
    case "quarter":
    case "year":
      return sql`c.${name(`${question.grain}_start`)}`;
    case "day":
      return day;
    case "hour":
      if (hour === null) throw new Error("This relation has no hours");
      return hour;
  }
}

/** Whether buckets of the question's grain are read from the calendar. */
export function readsCalendar({ question: { grain } }: Request): boolean {
  return grain === "week" || grain === "month" || grain === "quarter" || grain === "year";
}

/** First and last bucket of the question. */
export function endsOf({ buckets }: Request) {
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (first === undefined || last === undefined) throw new Error("A question without buckets cannot be compiled");
  return { first, last };
}

/** First day of the calendar row's week, where weeks start on another weekday than the workspace's. */
function weekStarting(weekday: number): Node {
  const start = value(weekday, "integer");
  const daysIn = sql`case when c."weekday" >= ${start} then c."weekday" - ${start} else c."weekday" + 7 - ${start} end`;
  return means("add_days", sql`c."date"`, sql`-(${daysIn})`);
}
