import { cheapestRollup } from "../rollup/activity-rollups.ts";
import { anyActivity, defaultActivity } from "../rollup/default-activity.ts";
import type { Need, Rollup } from "../rollup/rollup.ts";
import { civilOf } from "../schema/date.ts";
import { isOwnDays } from "./activity-source.ts";
import { isWholeDays } from "./buckets.ts";
import type { Request } from "./compiled.ts";
import { endsOf } from "./period-column.ts";

/** Where a figure is read from. */
export type SourceTable = "event" | "day_cube" | "activity_gap" | "user_month" | "user_day";

/** What is counted, and of which kinds of event; null for any. */
export interface Counted extends Pick<Need, "counts" | "users"> {
  readonly kinds: readonly string[] | null;
}

/** The cheapest table that gives the figure exactly. */
export function chooseSource(counted: Counted, request: Request, rollups?: readonly Rollup[]): SourceTable {
  if (needsEvents(request)) return "event";
  const rollup = cheapestRollup(needOf(counted, request), rollups);
  return (rollup?.table.name ?? "event") as SourceTable;
}

/** Whether no rollup can tell: hours, another timezone, a range that cuts a day, properties; or the events are asked for. */
export function needsEvents({ question, state, fromEvents }: Omit<Request, "buckets" | "kept">): boolean {
  const named = [...question.by, ...question.where.map(({ dimension }) => dimension)];
  return (
    fromEvents === true ||
    question.grain === "hour" ||
    !isOwnDays(question, state) ||
    (question.grain === "total" && !isWholeDays(question)) ||
    named.some((dimension) => dimension.startsWith("properties."))
  );
}

function needOf({ counts, users, kinds }: Counted, request: Request): Need {
  const { by, where, top } = request.question;
  return {
    counts,
    users,
    activity: activityName(kinds, request),
    wholeMonths: coversWholeMonths(request),
    by,
    where: where.map(({ dimension, operator, values }) => {
      return { dimension, isOneValue: operator === "is" && values.length === 1 };
    }),
    mergesGroups: by.length > 0 && top !== null,
  };
}

/** What the histogram calls activity of `kinds`; null where it holds none of that name. */
export function activityName(kinds: readonly string[] | null, { state }: Pick<Request, "state">): string | null {
  if (kinds === null) return state.hasDefaultActivity ? null : anyActivity;
  const asked = [...new Set(kinds)];
  const qualifying = asked.filter((kind) => defaultActivity.some((one) => one === kind));
  if (qualifying.length < asked.length) return null;
  if (state.hasDefaultActivity && asked.length === defaultActivity.length) return anyActivity;
  return asked.length === 1 ? (asked[0] ?? null) : null;
}

function coversWholeMonths(request: Request): boolean {
  const { grain } = request.question;
  if (grain === "month" || grain === "quarter" || grain === "year") return true;
  const { first, last } = endsOf(request);
  return grain === "total" && [first.firstDay, last.endDay].every((day) => civilOf(day).dayOfMonth === 1);
}
