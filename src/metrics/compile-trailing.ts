import { microsPerHour } from "../schema/date.ts";
import { startOfDay } from "../schema/timezone.ts";
import {
  type Fragment,
  join,
  means,
  name,
  type Node,
  type SharedStep,
  sql,
  type Step,
  value,
  withSteps,
} from "../sql/fragment.ts";
import { activityStep, kindsOf } from "./activity-step.ts";
import { activitySource, type ActivitySource } from "./activity-source.ts";
import { chooseSource, isGapTable } from "./choose-source.ts";
import { daysOrEvents } from "./compile-activity.ts";
import type { Compiled, Request } from "./compiled.ts";
import { type GapSource, gapSource } from "./gap-source.ts";
import { endsOf } from "./period-column.ts";
import { runningSum } from "./running-sum.ts";
import { type OccurredWithin, occurredWithin } from "./occurred-within.ts";

/**
 * Compile distinct users of a sliding window, exactly: a user active on a day counts from it until the next active day or
 * until the window has passed, whichever is sooner; the running sum of comings and goings is the number standing.
 */
export function compileTrailing(days: number, request: Request): Compiled {
  const kinds = kindsOf("activity", request);
  const table = chooseSource({ counts: "users", users: "by_last_seen", kinds }, request);
  const source = activitySource(daysOrEvents(table), request.question, request.state);
  const steps = isGapTable(table)
    ? fromGaps(gapSource(table, [kinds], request), days, request)
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
 * Comings and goings read off the gap histogram: whoever had been active less than a window before already stands, and
 * comes into account only when that day has left the window.
 */
function fromGaps(source: GapSource, days: number, request: Request): readonly (Step | SharedStep)[] {
  const window = value(days, "integer");
  const stands = sql`case when g."gap_days" > 0 and g."gap_days" < ${window} then ${window} - g."gap_days" else 0 end`;
  const from = endsOf(request).first.firstDay - days + 1;
  const activity = source.nameOf(kindsOf("activity", request));
  const where = join(source.conditions([activity], from), "\nand ");
  const { groups } = source;
  return [
    ...source.steps,
    {
      name: "change",
      body: sql`select ${means("add_days", sql`g."active_on"`, stands)} as "changed_at", g."users" as "change"${also(groups)}
${source.from}
where ${where}
union all
select ${means("add_days", sql`g."active_on"`, window)}, -g."users"${also(groups)}
${source.from}
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

function trailingRange(source: ActivitySource, days: number, request: Request): Fragment | OccurredWithin {
  const { first, last } = endsOf(request);
  const { zone, grain } = request.question;
  if (source.kind === "rollup") {
    return sql`a."event_date" >= ${value(first.firstDay - days + 1, "date")} and a."event_date" < ${value(last.endDay, "date")}`;
  }
  const hourly = grain === "hour";
  const from = hourly ? first.from - (days * 24 - 1) * microsPerHour : startOfDay(zone, first.firstDay - days + 1);
  const to = hourly ? last.to : startOfDay(zone, last.endDay);
  return occurredWithin({ from, to });
}
