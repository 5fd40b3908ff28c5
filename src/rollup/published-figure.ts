import type { CalendarGrain } from "../schema/period.ts";
import { type Fragment, join, means, name, type Node, sql, value } from "../sql/fragment.ts";
import { anyActivity } from "./default-activity.ts";

/** Grains at which the figures of everybody are watched for restatements. */
export const publishedGrains = ["day", "week", "month", "quarter", "year"] as const satisfies readonly CalendarGrain[];

/** Trailing windows that are watched day by day. */
export const publishedWindows = [
  { metric: "wau_7d", days: 7 },
  { metric: "mau_28d", days: 28 },
  { metric: "mau_30d", days: 30 },
] as const;

/** Metrics that count one kind of event, and those that count the users of one. */
const kindMetrics = {
  project_created: "projects_created",
  project_exported: "projects_exported",
  editor_opened: "editor_opens",
};
const userMetrics = { [anyActivity]: "active_users", project_created: "creators", project_exported: "exporters" };

const noCurrency = value(null, "text");

/** The first day of the bucket of `grain` that the calendar's row `c` lies in. */
function periodOf(grain: CalendarGrain): Node {
  return grain === "day" ? sql`c."date"` : sql`c.${name(`${grain}_start`)}`;
}

/** `column` under the name of the metric that counts it; null where none does. */
function metricOf(column: Node, metrics: Readonly<Record<string, string>>): Fragment {
  const cases = Object.entries(metrics).map(
    ([kept, metric]) => sql`when ${value(kept, "text")} then ${value(metric, "text")}`,
  );
  return sql`case ${column} ${join(cases, " ")} end`;
}

function listOf(metrics: Readonly<Record<string, string>>): Fragment {
  return join(
    Object.keys(metrics).map((kept) => value(kept, "text")),
    ", ",
  );
}

/** Metrics of the ledger that are watched, in minor units of each currency: what stands at the close, and what moved. */
export const publishedAmounts = ["gross_arr", "net_arr", "gross_new_arr", "cancel_arr"] as const;

/** Query of the events of everybody, per bucket of `grain`: rows `metric`, `grain`, `period`, `currency`, `figure`. */
export function publishedEventsQuery(grain: CalendarGrain): Fragment {
  const figure = means("as_bigint", sql`sum(a."events")`);
  const read = sql`from "day_cube" a join "calendar" c on c."date" = a."event_date"`;
  return sql`select 'events' as "metric", ${value(grain, "text")} as "grain", ${periodOf(grain)} as "period", ${noCurrency} as "currency", ${figure} as "figure"
${read}
group by ${periodOf(grain)}
union all
select ${metricOf(sql`a."event_name"`, kindMetrics)}, ${value(grain, "text")}, ${periodOf(grain)}, ${noCurrency}, ${figure}
${read}
where a."event_name" in (${listOf(kindMetrics)})
group by a."event_name", ${periodOf(grain)}`;
}

/** Query of the users of everybody, per bucket of `grain`; rows as of `publishedEventsQuery`. */
export function publishedUsersQuery(grain: CalendarGrain): Fragment {
  const figure = means("as_bigint", sql`sum(g."users")`);
  const before = means("add_days", sql`g."active_on"`, sql`-g."gap_days"`);
  const read = sql`from "activity_gap" g join "calendar" c on c."date" = g."active_on"
where g."dimension" = 'all'`;
  return sql`select ${metricOf(sql`g."activity"`, userMetrics)} as "metric", ${value(grain, "text")} as "grain", ${periodOf(grain)} as "period", ${noCurrency} as "currency", ${figure} as "figure"
${read} and g."activity" in (${listOf(userMetrics)}) and (g."gap_days" = 0 or ${before} < ${periodOf(grain)})
group by g."activity", ${periodOf(grain)}
union all
select 'new_users', ${value(grain, "text")}, ${periodOf(grain)}, ${noCurrency}, ${figure}
${read} and g."activity" = ${value(anyActivity, "text")} and g."gap_days" = 0
group by ${periodOf(grain)}`;
}

/** Query of the active users of a trailing window, day by day; rows as of `publishedEventsQuery`. */
export function publishedWindowQuery({ metric, days }: { readonly metric: string; readonly days: number }): Fragment {
  const window = value(days, "integer");
  const stands = sql`case when g."gap_days" > 0 and g."gap_days" < ${window} then ${window} - g."gap_days" else 0 end`;
  const read = sql`from "activity_gap" g
  where g."dimension" = 'all' and g."activity" = ${value(anyActivity, "text")}`;
  return sql`select ${value(metric, "text")} as "metric", 'day' as "grain", c."date" as "period", ${noCurrency} as "currency",
  ${means("as_bigint", sql`sum(coalesce(sum(m."users"), 0)) over (order by c."date" rows unbounded preceding)`)} as "figure"
from "calendar" c
left join (
  select ${means("add_days", sql`g."active_on"`, stands)} as "moved_on", g."users" ${read}
  union all
  select ${means("add_days", sql`g."active_on"`, window)}, -g."users" ${read}
) m on m."moved_on" = c."date"
group by c."date"`;
}

/**
 * Query of the ledger's amounts, per bucket of `grain` and currency; rows as of `publishedEventsQuery`. What stands has a row
 * in every bucket, what moved where something did.
 */
export function publishedAmountsQuery(grain: CalendarGrain): Fragment {
  const period = periodOf(grain);
  const read = sql`from "arr_day" a join "calendar" c on c."date" = a."moved_on"
where a."dimension" = 'all'`;
  const stands = sql`case s."basis" when 'list' then 'gross_arr' else 'net_arr' end`;
  const total = (of: Node) => means("as_bigint", sql`sum(${of})`);
  return sql`select ${stands} as "metric", ${value(grain, "text")} as "grain", s."period", s."currency",
  ${means("as_bigint", sql`sum(sum(s."amount")) over (partition by s."basis", s."currency" order by s."period" rows unbounded preceding)`)} as "figure"
from (
  select a."basis", ${period} as "period", a."currency", a."amount" ${read}
  union all
  select b."basis", p."period", b."currency", 0
  from (select distinct "basis", "currency" from "arr_day") b
  cross join (select distinct ${period} as "period" from "calendar" c) p
) s
group by s."basis", s."period", s."currency"
union all
select 'gross_new_arr', ${value(grain, "text")}, ${period}, a."currency", ${total(sql`a."amount"`)}
${read} and a."basis" = 'list' and a."kind" in ('new', 'expansion', 'reactivation')
group by ${period}, a."currency"
union all
select 'cancel_arr', ${value(grain, "text")}, ${period}, e."currency", ${total(sql`e."amount"`)}
from "subscription_end" e join "calendar" c on c."date" = e."ended_on"
where e."basis" = 'list'
group by ${period}, e."currency"`;
}
