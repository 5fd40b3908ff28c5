import { civilOf, type Day, dayOf } from "../schema/date.ts";
import { localDayOf } from "../schema/timezone.ts";
import { type Fragment, join, means, name, sql, value, withSteps } from "../sql/fragment.ts";
import {
  amountGroups,
  groupColumns,
  ledgerConditions,
  ledgerDay,
  ledgerRelations,
  onBasis,
  standingDay,
} from "./arr-source.ts";
import type { Bucket } from "./buckets.ts";
import type { Compiled, Request } from "./compiled.ts";
import { compileKept, isKept } from "./compile-kept.ts";
import type { Basis } from "./grain.ts";
import { endsOf, periodColumn } from "./period-column.ts";
import { retainedOfBuckets } from "./retained-of-buckets.ts";

/** What is left of each bucket's opening, in the form that the policy names. */
export function compileRetention(request: Request, basis: Basis | null): Compiled {
  const form = request.state.policy?.retentionForm ?? "point_to_point";
  if (form !== "point_to_point") return compileRetainedFlows(request, { basis, form });
  return isKept(request) ? compileKept(request, basis) : compileRetained(request, basis);
}

/** `retainedOfBuckets` from every customer's movements: those who had ARR at the opening, each netted by itself. */
function compileRetained(request: Request, basis: Basis | null): Compiled {
  const groups = amountGroups(request).map(name);
  const keys = join([name("period"), ...groups], ", ");
  const customer = join([name("customer"), ...groups], ", ");
  return retainedOfBuckets(request, [
    { name: "movement", body: movementByBucket(request, basis) },
    {
      name: "change",
      body: sql`select ${keys}, "customer", sum("amount") as "change"
from "movement"
group by ${keys}, "customer"`,
    },
    {
      name: "customer",
      body: sql`select ${keys}, "change",
  sum("change") over (partition by ${customer} order by "period" rows unbounded preceding) - "change" as "opening"
from "change"`,
    },
    {
      name: "bucket",
      body: sql`select ${keys}, sum("change") as "change",
  sum(case when "opening" > 0 and "change" < 0 then "change" else 0 end) as "lost",
  sum(case when "opening" > 0 then "change" else 0 end) as "moved"
from "customer"
group by ${keys}`,
    },
  ]);
}

interface FlowsForm {
  readonly basis: Basis | null;
  readonly form: "flows" | "flows_with_reactivation";
}

/**
 * The same from the bucket's movements, whoever they are of: what contracted, churned or paused is lost; what expanded
 * is gained, and what was reactivated or resumed where the form says so. Switches and discounts are neither.
 */
function compileRetainedFlows(request: Request, { basis, form }: FlowsForm): Compiled {
  const keys = join(["period", ...amountGroups(request)].map(name), ", ");
  const losses = sql`'contraction', 'churn', 'pause'`;
  const gains = form === "flows" ? sql`'expansion'` : sql`'expansion', 'reactivation', 'resume'`;
  return retainedOfBuckets(request, [
    { name: "movement", body: movementByBucket(request, basis) },
    {
      name: "bucket",
      body: sql`select ${keys}, sum("amount") as "change",
  sum(case when "kind" in (${losses}) then "amount" else 0 end) as "lost",
  sum(case when "kind" in (${losses}, ${gains}) then "amount" else 0 end) as "moved"
from "movement"
group by ${keys}`,
    },
  ]);
}

/** Every movement up to the last bucket; those before the first stand on the day before it. */
function movementByBucket(request: Request, basis: Basis | null): Fragment {
  const day = standingDay(request);
  const { first, last } = endsOf(request);
  const before = value(first.firstDay - 1, "date");
  const period = periodColumn(request, { day, hour: null });
  const conditions = [
    sql`${day} < ${value(last.endDay, "date")}`,
    onBasis(basis),
    ...ledgerConditions(request, "moved"),
  ];
  return sql`select
  case when ${day} < ${value(first.firstDay, "date")} then ${before} else ${period} end as "period",
  a."user_id" as "customer", ${join(groupColumns(amountGroups(request), request), ", ")}, a."kind", a."amount"
${join(ledgerRelations("arr_movement", { day, request }), "\n")}
where ${join(conditions, "\nand ")}`;
}

/**
 * The same over the twelve months that end with each bucket's close (the watermark's day in an open bucket). Every bucket
 * with ARR at its opening has a row.
 */
export function compileRetainedYear(request: Request, basis: Basis | null): Compiled {
  const groups = amountGroups(request).map(name);
  const keys = join([name("period"), ...groups], ", ");
  const query = withSteps(
    [
      {
        name: "window",
        body: join(
          request.buckets.map((bucket) => yearBefore(bucket, request)),
          "\nunion all\n",
        ),
      },
      {
        name: "movement",
        body: sql`select ${ledgerDay(request, "moved")} as "day", a."user_id" as "customer",
  ${join(groupColumns(amountGroups(request), request), ", ")}, a."amount"
from "arr_movement" a
where ${join([onBasis(basis), ...ledgerConditions(request, "moved")], "\nand ")}`,
      },
      {
        name: "customer",
        body: sql`select ${keys}, "customer", sum("amount") as "closing",
  sum(case when "day" < "opens_on" then "amount" else 0 end) as "opening"
from "window"
join "movement" on "day" < "closes_on"
group by ${keys}, "customer"`,
      },
    ],
    sql`select ${keys},
  ${means("as_bigint", sql`sum("opening")`)} as "opening",
  ${means("as_bigint", sql`sum(case when "opening" < "closing" then "opening" else "closing" end)`)} as "gross",
  ${means("as_bigint", sql`sum("closing")`)} as "net"
from "customer"
where "opening" > 0
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

/** The twelve months before a bucket's close, as a row. */
function yearBefore({ key, endDay }: Bucket, { question, state }: Request): Fragment {
  const through = state.completeBefore.subscriptions;
  const closes = through === null ? endDay : Math.min(endDay, localDayOf(question.zone, through - 1) + 1);
  return sql`select ${value(key, "date")} as "period",
  ${value(yearEarlier(closes), "date")} as "opens_on", ${value(closes, "date")} as "closes_on"`;
}

/** The same day of the year before; 29 February becomes 1 March. */
export function yearEarlier(day: Day): Day {
  const { year, month, dayOfMonth } = civilOf(day);
  return dayOf(year - 1, month, dayOfMonth);
}
