import { activityRollups, cheapestRollup } from "../rollup/activity-rollups.ts";
import { anyActivity, defaultActivity } from "../rollup/default-activity.ts";
import type { Need, Rollup } from "../rollup/rollup.ts";
import { civilOf } from "../schema/date.ts";
import { isOwnDays } from "./activity-source.ts";
import { isWholeDays } from "./buckets.ts";
import type { Request } from "./compiled.ts";
import { endsOf } from "./period-column.ts";

/** Where a figure is read from. */
export type SourceTable = "event" | "day_cube" | "user_month" | "user_day" | GapTable;

/** Histograms of absences: that of loads, and that of the question's own segment. */
export type GapTable = "activity_gap" | "segment_gap";

/** What is counted, and of which kinds of event; null for any. */
export interface Counted extends Pick<Need, "counts" | "users"> {
  readonly kinds: readonly string[] | null;
}

/** The cheapest table that gives the figure exactly. */
export function chooseSource(counted: Counted, request: Request, rollups?: readonly Rollup[]): SourceTable {
  if (needsEvents(request)) return "event";
  const rollup = cheapestRollup(needOf(counted, request), rollups);
  const table = (rollup?.table.name ?? "event") as SourceTable;
  const keepsUsers = table === "user_month" || table === "user_day";
  return keepsUsers && prefersSegment(counted, request) ? "segment_gap" : table;
}

/** Relations that keep users apart. */
const ofUsers = activityRollups.filter(({ keepsUsers }) => keepsUsers);

/** The cheapest relation in which the users of every one of `requests` can be told from each other. */
export function chooseUsers(
  kinds: Counted["kinds"],
  requests: readonly Request[],
): "event" | "user_month" | "user_day" {
  const tables = requests.map((request) => {
    if (needsEvents(request)) return "event";
    return cheapestRollup(needOf({ counts: "users", users: "once", kinds }, request), ofUsers)?.table.name ?? "event";
  });
  if (tables.includes("event")) return "event";
  return tables.every((table) => table === "user_month") ? "user_month" : "user_day";
}

/** Whether a figure is read off a histogram of absences. */
export function isGapTable(table: SourceTable): table is GapTable {
  return table === "activity_gap" || table === "segment_gap";
}

/** What a segment's histogram can be filtered by and broken down by. */
const segmentDimensions = ["platform", "country", "user_type", "user_type_at_event", "plan", "billing_interval"];

/** A segment's histogram is made from all history; a smaller part of it, or a lone table, is sooner read by itself. */
const leastShareOfHistory = 1 / 8;

/**
 * Whether the histogram of the question's segment is to be read: where the engine keeps it for the questions that follow,
 * and this one looks back in any case, or counts everybody of the segment over a good part of the history. A breakdown
 * would need a histogram of its own, which no other chart of a page reads.
 */
function prefersSegment({ users }: Counted, request: Request): boolean {
  const { question, state } = request;
  const days = state.days.events;
  const named = [...question.by, ...question.where.map(({ dimension }) => dimension)];
  if (state.keepsSegments !== true || days === null) return false;
  if (!named.every((dimension) => segmentDimensions.includes(dimension))) return false;
  const { first, last } = endsOf(request);
  const looked = Math.min(last.endDay, days.last + 1) - Math.max(first.firstDay, days.first);
  if (users === "by_last_seen") return true;
  return question.by.length === 0 && looked >= (days.last + 1 - days.first) * leastShareOfHistory;
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
