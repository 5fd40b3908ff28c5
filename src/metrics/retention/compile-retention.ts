import { type Fragment, join, means, name, type Node, sql, type Step, value, withSteps } from "../../sql/fragment.ts";
import type { ActivitySource } from "../activity-source.ts";
import { activityStep, kindsOf } from "../activity-step.ts";
import { bucketKey } from "../bucket-key.ts";
import type { Bucket } from "../buckets.ts";
import { bucketRange } from "../compile-activity.ts";
import type { Request } from "../compiled.ts";
import { afterComma } from "../conditions.ts";
import type { DataState } from "../data-state.ts";
import type { Grain } from "../grain.ts";
import { beforeTheEnd, historySource } from "../history-source.ts";
import { endsOf, periodColumn } from "../period-column.ts";
import { followUpBuckets } from "./follow-up-buckets.ts";
import type { RetentionQuestion } from "./retention-question.ts";
import { type OccurredWithin, occurredWithin } from "../occurred-within.ts";

/** What a retention is compiled from. */
export interface RetentionRequest {
  readonly retention: RetentionQuestion;
  readonly state: DataState;
  /** The cohorts, in order, at least one. */
  readonly buckets: readonly Bucket[];
  /** Read the events even where a rollup would answer; for proofs. */
  readonly fromEvents?: boolean;
}

/** A compiled retention; its rows are `cohort`, `returned` (bucket keys), the groups by name, and `users`. */
export interface CompiledRetention {
  readonly query: Fragment;
  readonly source: "rollup" | "events";
}

/**
 * Compile a retention. A row with `returned` = `cohort` counts the cohort; another counts its users who returned in the
 * bucket `returned` (`on`), or whose last return lies in it (`on_or_after`).
 */
export function compileRetention({
  retention,
  state,
  buckets,
  fromEvents = false,
}: RetentionRequest): CompiledRetention {
  const { scope, cohort, mode, minOccurrences } = retention;
  // A user-day tells what was done, not how often.
  const request: Request = {
    question: scope,
    state,
    buckets,
    kept: null,
    fromEvents: fromEvents || minOccurrences > 1,
  };
  const source = historySource(request);
  const groups = afterComma(scope.by);
  const user = sql`"who"${groups}`;
  const { first } = endsOf(request);
  const isFirst = cohort === "first_time";
  const keys = sql`"cohort", "returned"${groups}`;
  const steps: readonly Step[] = [
    {
      name: "start",
      body: activityStep(source, request, {
        kinds: kindsNamed(retention.startEvents, request),
        range: isFirst ? beforeTheEnd(source, request) : bucketRange(source, request),
        period: periodColumn(request, source),
      }),
    },
    {
      name: "member",
      body: isFirst
        ? sql`select min("period") as "cohort", ${user}
from "start"
group by ${user}
having min("period") >= ${bucketKey(first.key, scope)}`
        : sql`select distinct "period" as "cohort", ${user}
from "start"`,
    },
    {
      name: "activity",
      body: activityStep(source, request, {
        kinds: kindsNamed(retention.returnEvents, request),
        range: returnRange(source, retention, request),
        period: periodColumn(request, source),
        columns: [sql`${source.events} as "events"`],
      }),
    },
    {
      name: "return",
      body: sql`select "period" as "returned", ${user}
from "activity"
group by "period", ${user}
having sum("events") >= ${value(minOccurrences, "bigint")}`,
    },
    ...(mode === "on"
      ? []
      : [
          {
            name: "last_return",
            body: sql`select max("returned") as "returned", ${user}
from "return"
group by ${user}`,
          },
        ]),
  ];
  const returns = name(mode === "on" ? "return" : "last_return");
  const same = join(
    ["who", ...scope.by].map((column) => sql`r.${name(column)} = m.${name(column)}`),
    " and ",
  );
  const memberGroups = join([sql``, ...scope.by.map((group) => sql`m.${name(group)}`)], ", ");
  const soonEnough = mode === "on" ? sql` and r."returned" <= ${latestReturn(retention)}` : sql``;
  const query = withSteps(
    steps,
    sql`select "cohort", "cohort" as "returned"${groups}, count(*) as "users"
from "member"
group by "cohort"${groups}
union all
select m."cohort", r."returned"${memberGroups}, count(*)
from "member" m
join ${returns} r on ${same} and r."returned" > m."cohort"${soonEnough}
group by m."cohort", r."returned"${memberGroups}
order by ${keys}`,
  );
  return { query, source: source.kind };
}

function kindsNamed(events: readonly string[], request: Request): readonly string[] | null {
  return kindsOf("activity", { ...request, question: { ...request.question, event: events } });
}

/** Returns count from the first cohort on: until the last cohort's last value, or for ever. */
function returnRange(
  source: ActivitySource,
  { mode, periods }: RetentionQuestion,
  request: Request,
): Node | OccurredWithin {
  const { first } = endsOf(request);
  if (mode === "on") return bucketRange(source, { ...request, buckets: followUpBuckets(request, periods) });
  return source.kind === "events"
    ? occurredWithin({ from: first.from, to: Infinity })
    : sql`a."event_date" >= ${value(first.firstDay, "date")}`;
}

/** Days that no bucket of the grain exceeds. */
const mostDays: Readonly<Record<Exclude<Grain, "hour" | "total">, number>> = {
  day: 1,
  week: 7,
  month: 31,
  quarter: 92,
  year: 366,
};

/** A bound on the key of a cohort's last value, so that no later return is looked at; the reading of the rows is exact. */
function latestReturn({ scope: { grain }, periods }: RetentionQuestion): Node {
  const cohort = sql`m."cohort"`;
  if (grain === "total") throw new Error("A retention has no grain total");
  // Where the clock is set by half an hour, an hour may last longer.
  if (grain === "hour") return means("add_seconds", cohort, value(periods * 3_600, "bigint"));
  return means("add_days", cohort, value((periods - 1) * mostDays[grain], "integer"));
}
