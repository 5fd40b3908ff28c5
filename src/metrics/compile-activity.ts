import { microsPerHour } from "../schema/date.ts";
import { startOfDay } from "../schema/timezone.ts";
import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { activityDimension, activitySource, type ActivitySource, needsPerson } from "./activity-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import { condition, groupName } from "./conditions.ts";
import { defaultActivity } from "./data-state.ts";
import type { EventSet, Metric } from "./metric.ts";
import { endsOf, periodColumn, readsCalendar } from "./period-column.ts";

/** Compile a metric of kind `event_count`, `distinct_users` or `trailing_users`. */
export function compileActivity({ name: metric, measure }: Metric, request: Request): Compiled {
  const source = activitySource(request.question, request.state, request.fromEvents === true);
  switch (measure.kind) {
    case "event_count":
      return { query: counted(source, request, measure.events, means("as_bigint", sql`sum("events")`)), reading: "in_bucket", source: source.kind };
    case "distinct_users":
      return { query: counted(source, request, measure.events, sql`count(distinct "who")`), reading: "in_bucket", source: source.kind };
    case "trailing_users":
      return { query: trailing(source, request, measure.days), reading: "as_of", source: source.kind };
    default:
      throw new Error(`"${metric}" is no metric of activity`);
  }
}

function counted(source: ActivitySource, request: Request, events: EventSet, figure: Node): Fragment {
  const { first, last } = endsOf(request);
  const range =
    source.kind === "events"
      ? sql`a."occurred_at" >= ${value(first.from, "timestamp")} and a."occurred_at" < ${value(last.to, "timestamp")}`
      : sql`a."event_date" >= ${value(first.firstDay, "date")} and a."event_date" < ${value(last.endDay, "date")}`;
  const keys = join([name("period"), ...request.question.by.map(name)], ", ");
  const activity = activityStep(source, request, { events, range, period: periodColumn(request, source) });
  return withSteps(
    [{ name: "activity", body: activity }],
    sql`select ${keys}, ${figure} as "value"
from "activity"
group by ${keys}
order by ${keys}`,
  );
}

/**
 * Distinct users of a sliding window, exactly: a user active on a day counts from it until the next active day or until
 * the window has passed, whichever is sooner; the running sum of comings and goings is the number standing.
 */
function trailing(source: ActivitySource, request: Request, days: number): Fragment {
  const hourly = request.question.grain === "hour";
  const { first, last } = endsOf(request);
  const { zone, by } = request.question;
  const from = hourly ? first.from - (days * 24 - 1) * microsPerHour : startOfDay(zone, first.firstDay - days + 1);
  const to = hourly ? last.to : startOfDay(zone, last.endDay);
  const range =
    source.kind === "events"
      ? sql`a."occurred_at" >= ${value(from, "timestamp")} and a."occurred_at" < ${value(to, "timestamp")}`
      : sql`a."event_date" >= ${value(first.firstDay - days + 1, "date")} and a."event_date" < ${value(last.endDay, "date")}`;
  const groups = by.map(name);
  const also = (columns: readonly Node[]) => join([sql``, ...columns], ", ");
  const expiry = hourly
    ? means("add_seconds", name("active_at"), value(days * 86_400, "bigint"))
    : means("add_days", name("active_at"), value(days, "integer"));
  return withSteps(
    [
      { name: "activity", body: activityStep(source, request, { events: "activity", range, period: hourly ? source.hour : source.day }) },
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
    ],
    sql`select "changed_at" as "period"${also(groups)}, ${runningSum(sql`sum("change")`, groups)} as "value"
from "change"
group by ${join([name("changed_at"), ...groups], ", ")}
order by ${join([name("period"), ...groups], ", ")}`,
  );
}

/** The sum of `figure` over all rows of the group up to this one, by `changed_at`. */
export function runningSum(figure: Node, groups: readonly Node[]): Node {
  const partition = groups.length === 0 ? sql`` : sql`partition by ${join(groups, ", ")} `;
  return means("as_bigint", sql`sum(${figure}) over (${partition}order by "changed_at" rows unbounded preceding)`);
}

interface StepOptions {
  readonly events: EventSet;
  readonly range: Node;
  readonly period: Node;
}

/** The step `activity`: one row per event, or per user and day of the rollup, that the question looks at. */
function activityStep(source: ActivitySource, request: Request, { events, range, period }: StepOptions): Fragment {
  const { question, kept } = request;
  const dimension = (named: string) => activityDimension(named, source);
  const columns = [
    sql`${period} as "period"`,
    ...question.by.map((group) => sql`${groupName(dimension(group), kept)} as ${name(group)}`),
    sql`${source.who} as "who"`,
    sql`${source.events} as "events"`,
  ];
  const named = [...question.by, ...question.where.map((filter) => filter.dimension)];
  const relations = [
    sql`from ${source.relation} a`,
    ...(readsCalendar(request) ? [sql`join "calendar" c on c."date" = ${source.day}`] : []),
    ...(named.some((group) => needsPerson(group, source)) ? [source.joinPerson] : []),
  ];
  const kinds = kindsOf(events, request);
  const conditions = [
    range,
    ...(kinds === null ? [] : [sql`a."event_name" in (${join(kinds.map((kind) => value(kind, "text")), ", ")})`]),
    ...question.where.map((filter) => condition(dimension(filter.dimension), filter)),
  ];
  return sql`select
  ${join(columns, ",\n")}
${join(relations, "\n")}
where ${join(conditions, "\nand ")}`;
}

/** The event kinds that a set stands for in this question; null where any will do. */
function kindsOf(events: EventSet, { question, state }: Request): readonly string[] | null {
  if (typeof events !== "string") return events;
  if (question.event.includes("*")) return null;
  if (question.event.length > 0) return question.event;
  return events === "activity" && state.hasDefaultActivity ? defaultActivity : null;
}
