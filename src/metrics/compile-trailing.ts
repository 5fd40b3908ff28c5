import { longestGapDays } from "../rollup/activity-gap.ts";
import { microsPerHour } from "../schema/date.ts";
import { startOfDay } from "../schema/timezone.ts";
import { type Fragment, join, means, name, type Node, sql, type Step, value, withSteps } from "../sql/fragment.ts";
import { activityStep, kindsOf } from "./activity-step.ts";
import { activitySource, type ActivitySource } from "./activity-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
import { endsOf } from "./period-column.ts";
import { runningSum } from "./running-sum.ts";

/**
 * Compile distinct users of a sliding window, exactly: a user active on a day counts from it until the next active day or
 * until the window has passed, whichever is sooner; the running sum of comings and goings is the number standing.
 */
export function compileTrailing(days: number, request: Request): Compiled {
  const source = activitySource(request.question, request.state, request.fromEvents === true);
  const segment = segmentOf(request);
  const steps =
    source.kind === "rollup" && segment !== null
      ? fromGaps(segment, days, request)
      : fromActivity(source, days, request);
  const groups = request.question.by.map(name);
  const query = withSteps(
    steps,
    sql`select "changed_at" as "period"${also(groups)}, ${runningSum(sql`sum("change")`, groups)} as "value"
from "change"
group by ${join([name("changed_at"), ...groups], ", ")}
order by ${join([name("period"), ...groups], ", ")}`,
  );
  return { query, reading: "as_of", source: source.kind };
}

function also(columns: readonly Node[]): Node {
  return join([sql``, ...columns], ", ");
}

/**
 * The one segmentation that the question stays within, as the gap histogram names it; null where it mixes several or asks
 * for other activity than the default, so that the histogram cannot answer.
 */
function segmentOf({ question, state }: Request): string | null {
  if (question.event.length > 0 || !state.hasDefaultActivity) return null;
  const dimensions = [...new Set([...question.by, ...question.where.map(({ dimension }) => dimension)])];
  const [only = "all"] = dimensions;
  // A user counts once per value: a filter on several values would count the same user in each.
  const single = question.where.every(({ operator, values }) => operator === "is" && values.length === 1);
  const broken = question.by.length > 0;
  const segmented = ["all", "platform", "country", "user_type"].includes(only);
  return dimensions.length <= 1 &&
    segmented &&
    single &&
    question.where.length <= 1 &&
    !(broken && changesGroups(question))
    ? only
    : null;
}

/** Whether `Other` would join several values of the segment. */
function changesGroups({ top }: Request["question"]): boolean {
  return top !== null;
}

/** Comings and goings read off the gap histogram of one segmentation. */
function fromGaps(segment: string, days: number, { question, buckets, state, kept }: Request): readonly Step[] {
  if (days > longestGapDays) throw new Error(`The gap histogram does not reach ${days} days`);
  const { first, last } = endsOf({ question, buckets, state, kept });
  const group = question.by.map((dimension) => sql`${groupName(sql`g."value"`, kept)} as ${name(dimension)}`);
  const conditions = [
    sql`g."dimension" = ${value(segment, "text")}`,
    sql`g."active_on" >= ${value(first.firstDay - days + 1, "date")} and g."active_on" < ${value(last.endDay, "date")}`,
    ...question.where.map((filter) => condition(sql`g."value"`, filter)),
  ];
  const window = value(days, "integer");
  const leaves = means(
    "add_days",
    sql`g."active_on"`,
    sql`case when g."gap_days" < ${window} then g."gap_days" else ${window} end`,
  );
  const where = join(conditions, "\nand ");
  return [
    {
      name: "change",
      body: sql`select g."active_on" as "changed_at", g."users" as "change"${also(group)}
from "activity_gap" g
where ${where}
union all
select ${leaves}, -g."users"${also(group)}
from "activity_gap" g
where ${where}`,
    },
  ];
}

/** Comings and goings computed from user-days or events. */
function fromActivity(source: ActivitySource, days: number, request: Request): readonly Step[] {
  const { question } = request;
  const hourly = question.grain === "hour";
  const groups = question.by.map(name);
  const expiry = hourly
    ? means("add_seconds", name("active_at"), value(days * 86_400, "bigint"))
    : means("add_days", name("active_at"), value(days, "integer"));
  const activity = activityStep(source, request, {
    kinds: kindsOf("activity", request),
    range: trailingRange(source, days, request),
    period: hourly ? source.hour : source.day,
  });
  return [
    { name: "activity", body: activity },
    {
      name: "active",
      body: sql`select distinct "period" as "active_at", "who"${also(groups)}
from "activity"`,
    },
    {
      name: "stretch",
      body: sql`select "active_at", ${expiry} as "expires_at",
  lead("active_at") over (partition by ${join([name("who"), ...groups], ", ")} order by "active_at") as "next_active_at"${also(groups)}
from "active"`,
    },
    {
      name: "change",
      body: sql`select "active_at" as "changed_at", 1 as "change"${also(groups)}
from "stretch"
union all
select case when "next_active_at" < "expires_at" then "next_active_at" else "expires_at" end, -1${also(groups)}
from "stretch"`,
    },
  ];
}

function trailingRange(source: ActivitySource, days: number, request: Request): Fragment {
  const { first, last } = endsOf(request);
  const { zone, grain } = request.question;
  if (source.kind === "rollup") {
    return sql`a."event_date" >= ${value(first.firstDay - days + 1, "date")} and a."event_date" < ${value(last.endDay, "date")}`;
  }
  const hourly = grain === "hour";
  const from = hourly ? first.from - (days * 24 - 1) * microsPerHour : startOfDay(zone, first.firstDay - days + 1);
  const to = hourly ? last.to : startOfDay(zone, last.endDay);
  return sql`a."occurred_at" >= ${value(from, "timestamp")} and a."occurred_at" < ${value(to, "timestamp")}`;
}
