import { periodStart } from "../../schema/period.ts";
import { type Fragment, join, means, name, type SharedStep, sql, type Step, withSteps } from "../../sql/fragment.ts";
import type { ActivitySource } from "../activity-source.ts";
import { activityStep, kindsOf } from "../activity-step.ts";
import { bucketKey } from "../bucket-key.ts";
import { chooseSource, isGapTable } from "../choose-source.ts";
import { gapCalendar, isFirstOf, lastActiveOn } from "../compile-gap.ts";
import type { Request } from "../compiled.ts";
import { afterComma } from "../conditions.ts";
import { type GapSource, gapSource } from "../gap-source.ts";
import { beforeTheEnd, historySource } from "../history-source.ts";
import { endsOf, periodColumn } from "../period-column.ts";
import { bucketBefore, followingBucket } from "./following-bucket.ts";

/** What users of a bucket are to the one before: the columns of a lifecycle, in order. */
export const lifecycleStages = ["new", "returning", "resurrected", "dormant"] as const;

/** A compiled lifecycle; its rows are `period`, the groups by name, and the users of each stage. */
export interface CompiledLifecycle {
  readonly query: Fragment;
  readonly source: "rollup" | "events";
}

/**
 * Compile a lifecycle. Each bucket in which a user is active expects the user in the bucket that follows it: whoever comes
 * then is returning, whoever comes later is resurrected, and where nobody comes a dormant user is counted.
 */
export function compileLifecycle(request: Request): CompiledLifecycle {
  const kinds = kindsOf("activity", request);
  const table = chooseSource({ counts: "users", users: "by_last_seen", kinds }, request);
  const source = historySource(request);
  const changes = isGapTable(table)
    ? changesOfGaps(gapSource(table, [kinds], request), request)
    : changesOfDays(source, request);
  return { query: sumOfStages(changes, request), source: source.kind };
}

function changesOfDays(source: ActivitySource, request: Request): readonly Step[] {
  const groups = afterComma(request.question.by);
  const followed = followingBucket(request);
  return [
    {
      name: "activity",
      body: activityStep(source, request, {
        kinds: kindsOf("activity", request),
        range: beforeTheEnd(source, request),
        period: periodColumn(request, source),
      }),
    },
    {
      name: "active",
      body: sql`select distinct "period", "who"${groups}
from "activity"`,
    },
    {
      name: "followed",
      body: sql`select "period", ${followed.column} as "following", "who"${groups}
from "active"${followed.relation}`,
    },
    {
      name: "spell",
      body: sql`select "period", "following",
  lag("following") over (partition by "who"${groups} order by "period") as "expected",
  lead("period") over (partition by "who"${groups} order by "period") as "next_period"${groups}
from "followed"`,
    },
    {
      name: "change",
      body: sql`select "period",
  case when "expected" is null then 1 else 0 end as "new",
  case when "expected" = "period" then 1 else 0 end as "returning",
  case when "expected" < "period" then 1 else 0 end as "resurrected",
  0 as "dormant"${groups}
from "spell"
union all
select "following", 0, 0, 0, 1${groups}
from "spell"
where "next_period" is null or "next_period" > "following"`,
    },
  ];
}

/**
 * The same from the gap histogram: users come in a bucket on its first day of theirs, and the gap tells since when. Who
 * was there in the bucket before and is not returning is dormant.
 */
function changesOfGaps(source: GapSource, request: Request): readonly (Step | SharedStep)[] {
  const { question } = request;
  const groups = afterComma(question.by);
  const period = periodColumn(request, { day: sql`g."active_on"`, hour: null });
  const before = bucketBefore(period, request);
  const followed = followingBucket(request);
  const activity = source.nameOf(kindsOf("activity", request));
  const conditions = source.conditions([activity], dayBefore(request));
  const stage = sql`case when g."gap_days" = 0 then 'new' when ${lastActiveOn()} >= ${before.column} then 'returning' else 'resurrected' end`;
  return [
    ...source.steps,
    {
      name: "arrival",
      body: sql`select ${join([sql`${period} as "period"`, ...source.groups, sql`g."users"`], ", ")},
  ${stage} as "stage"
${source.from}${gapCalendar(request)}${before.relation}
where ${join([...conditions, isFirstOf(period)], "\nand ")}`,
    },
    {
      name: "change",
      body: sql`select "period",
  case when "stage" = 'new' then "users" else 0 end as "new",
  case when "stage" = 'returning' then "users" else 0 end as "returning",
  case when "stage" = 'resurrected' then "users" else 0 end as "resurrected",
  case when "stage" = 'returning' then -"users" else 0 end as "dormant"${groups}
from "arrival"
union all
select ${followed.column}, 0, 0, 0, "users"${groups}
from "arrival"${followed.relation}`,
    },
  ];
}

/** First day of the bucket before the first one. */
function dayBefore(request: Request): number {
  const { grain, weekStart } = request.question;
  if (grain === "hour" || grain === "total") throw new Error(`No rollup tells what was before grain ${grain}`);
  return periodStart(endsOf(request).first.firstDay - 1, grain, weekStart);
}

function sumOfStages(steps: readonly (Step | SharedStep)[], request: Request): Fragment {
  const { question } = request;
  const { first, last } = endsOf(request);
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const sums = lifecycleStages.map((stage) => sql`${means("as_bigint", sql`sum(${name(stage)})`)} as ${name(stage)}`);
  return withSteps(
    steps,
    sql`select ${keys},
  ${join(sums, ",\n")}
from "change"
where "period" >= ${bucketKey(first.key, question)} and "period" <= ${bucketKey(last.key, question)}
group by ${keys}
order by ${keys}`,
  );
}
