import { type Fragment, join, name, type Node, sql, type Step, value, withSteps } from "../sql/fragment.ts";
import type { ActivitySource } from "./activity-source.ts";
import { activityStep, kindsOf } from "./activity-step.ts";
import { bucketKey } from "./bucket-key.ts";
import { chooseSource, isGapTable } from "./choose-source.ts";
import { compileGapFigures } from "./compile-gap.ts";
import type { Compiled, Request } from "./compiled.ts";
import { afterComma } from "./conditions.ts";
import { beforeTheEnd, historySource } from "./history-source.ts";
import { endsOf, periodColumn } from "./period-column.ts";

/**
 * Compile active users by whether their first active day lies in the bucket (new) or before it (returning). The first day
 * is that of the activity looked at: inside the filter, the group and the events named.
 */
export function compileFirstSeen(which: "new" | "returning", request: Request): Compiled {
  const kinds = kindsOf("activity", request);
  const table = chooseSource({ counts: "users", users: "by_last_seen", kinds }, request);
  if (isGapTable(table)) {
    return compileGapFigures(table, [{ column: "value", kinds, seen: which === "new" ? "never" : "before" }], request);
  }
  const source = historySource(request);
  return { query: seen(which, source, request), reading: "in_bucket", source: source.kind };
}

function seen(which: "new" | "returning", source: ActivitySource, request: Request): Fragment {
  const { question } = request;
  const { first } = endsOf(request);
  const groups = afterComma(question.by);
  const keys = join([name("period"), ...question.by.map(name)], ", ");
  const isAsked = which === "new" ? sql`"period" = "first_period"` : sql`"period" > "first_period"`;
  const steps: readonly Step[] = [
    {
      name: "activity",
      body: activityStep(source, request, {
        kinds: kindsOf("activity", request),
        range: historyRange(source, request),
        period: historyPeriod(source, request),
      }),
    },
    {
      name: "active",
      body: sql`select distinct "period", "who"${groups}
from "activity"`,
    },
    {
      name: "seen",
      body: sql`select "period", min("period") over (partition by "who"${groups}) as "first_period"${groups}
from "active"`,
    },
  ];
  return withSteps(
    steps,
    // A group whose users are all of the other sort has a row too, with 0.
    sql`select ${keys}, count(case when ${isAsked} then 1 end) as "value"
from "seen"
where "period" >= ${bucketKey(first.key, question)}
group by ${keys}
order by ${keys}`,
  );
}

/** The bucket a row lies in; at grain total, all that came before the range is the bucket of the day before it. */
function historyPeriod(source: ActivitySource, request: Request): Node {
  if (request.question.grain !== "total") return periodColumn(request, source);
  const { first } = endsOf(request);
  const [before, within] = [value(first.firstDay - 1, "date"), value(first.key, "date")];
  return sql`case when ${source.day} < ${value(first.firstDay, "date")} then ${before} else ${within} end`;
}

/** Everything up to the end of the range, without what of a range's first day lies before it. */
function historyRange(source: ActivitySource, request: Request): Node {
  const end = beforeTheEnd(source, request);
  if (request.question.grain !== "total" || source.kind === "rollup") return end;
  const { first } = endsOf(request);
  const within = sql`a."occurred_at" >= ${value(first.from, "timestamp")}`;
  return sql`${end} and (${within} or ${source.day} < ${value(first.firstDay, "date")})`;
}
