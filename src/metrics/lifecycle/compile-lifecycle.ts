import { type Fragment, join, means, name, type Node, sql, type Step, value, withSteps } from "../../sql/fragment.ts";
import { activityStep, kindsOf } from "../activity-step.ts";
import { bucketKey } from "../bucket-key.ts";
import type { Request } from "../compiled.ts";
import { afterComma } from "../conditions.ts";
import { beforeTheEnd, historySource, overHistory } from "../history-source.ts";
import { startOfLocalHour } from "../local-date.ts";
import { endsOf, periodColumn } from "../period-column.ts";

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
  const { question } = request;
  const source = historySource(request);
  const { first, last } = endsOf(request);
  const groups = afterComma(question.by);
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const followed = followingBucket(request);
  const steps: readonly Step[] = [
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
  const sums = lifecycleStages.map((stage) => sql`${means("as_bigint", sql`sum(${name(stage)})`)} as ${name(stage)}`);
  const query = withSteps(
    steps,
    sql`select ${keys},
  ${join(sums, ",\n")}
from "change"
where "period" >= ${bucketKey(first.key, question)} and "period" <= ${bucketKey(last.key, question)}
group by ${keys}
order by ${keys}`,
  );
  return { query, source: source.kind };
}

/** Days from a bucket's first day on which the bucket that follows it has surely begun and is not over. */
const daysAhead = { month: 31, quarter: 92, year: 366 } as const;

/** The key of the bucket after `period`, and what must be joined to tell it. */
function followingBucket(request: Request): { readonly column: Node; readonly relation: Fragment } {
  const { grain } = request.question;
  const ahead = (days: number) => means("add_days", name("period"), value(days, "integer"));
  switch (grain) {
    case "hour": {
      const hourLater = means("add_seconds", name("period"), value(3_600, "integer"));
      return { column: startOfLocalHour(hourLater, overHistory(request)), relation: sql`` };
    }
    case "day":
      return { column: ahead(1), relation: sql`` };
    case "week":
      return { column: ahead(7), relation: sql`` };
    case "month":
    case "quarter":
    case "year":
      return {
        column: sql`c.${name(`${grain}_start`)}`,
        relation: sql`\njoin "calendar" c on c."date" = ${ahead(daysAhead[grain])}`,
      };
    case "total":
      throw new Error("A lifecycle has no grain total");
  }
}
