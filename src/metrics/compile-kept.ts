import { keptGrains } from "../rollup/arr-kept.ts";
import { type Fragment, join, name, sql, type Step, value } from "../sql/fragment.ts";
import {
  amountGroups,
  filterConditions,
  groupColumns,
  isToldByDay,
  isToldByValue,
  ledgerConditions,
  ledgerDay,
  ledgerRelations,
  onBasis,
  slicesOf,
} from "./arr-source.ts";
import type { Bucket } from "./buckets.ts";
import type { Compiled, Request } from "./compiled.ts";
import type { Basis } from "./grain.ts";
import { endsOf, periodColumn } from "./period-column.ts";
import { retainedOfBuckets } from "./retained-of-buckets.ts";

/** Whether it is kept by period what became of the ARR that stood at the opening of each of the question's buckets. */
export function isKept(request: Request): boolean {
  const { question, state } = request;
  return (
    isToldByDay(request) &&
    isToldByValue(request) &&
    ["total", ...keptGrains].includes(question.grain) &&
    (question.grain !== "week" || question.weekStart === state.weekStart)
  );
}

/**
 * What `compileRetained` says, where `isKept`: what stood and moved from the ledger by day, what became of each opening from
 * `arr_kept`. The customers of a bucket that it does not tell are netted anew: of one that the watermark cuts, behind which
 * nothing counts, and of a range that is one bucket.
 */
export function compileKept(request: Request, basis: Basis | null): Compiled {
  const keys = join(["period", ...amountGroups(request)].map(name), ", ");
  const apart = bucketApart(request);
  const parts: readonly Fragment[] = [
    changes(request, basis),
    ...(request.question.grain === "total" ? [] : [keptRows(request, basis)]),
    ...(apart === undefined ? [] : [rowsApart(apart, request)]),
  ];
  return retainedOfBuckets(request, [
    ...(apart === undefined ? [] : [customersApart(apart, request, basis)]),
    { name: "part", body: join(parts, "\nunion all\n") },
    {
      name: "bucket",
      body: sql`select ${keys}, sum("change") as "change", sum("lost") as "lost", sum("moved") as "moved"
from "part"
group by ${keys}`,
    },
  ]);
}

/** The bucket whose customers are netted anew; there is one at most. */
function bucketApart({ question, buckets, state }: Request): Bucket | undefined {
  if (question.grain === "total") return buckets[0];
  const through = state.completeBefore.subscriptions;
  return through === null ? undefined : buckets.find(({ from, to }) => from < through && through < to);
}

/** What moved in each bucket; what moved before the first stands on the day before it. */
function changes(request: Request, basis: Basis | null): Fragment {
  const { first, last } = endsOf(request);
  const day = sql`a."moved_on"`;
  const period = periodColumn(request, { day, hour: null });
  return sql`select
  case when ${day} < ${value(first.firstDay, "date")} then ${value(first.firstDay - 1, "date")} else ${period} end as "period",
  ${join(groupColumns(amountGroups(request), request), ", ")}, a."amount" as "change", 0 as "lost", 0 as "moved"
${join(ledgerRelations("arr_day", { day, request }), "\n")}
where ${join([sql`${day} < ${value(last.endDay, "date")}`, onBasis(basis), ...filterConditions(request)], "\nand ")}`;
}

/** What became of the opening of each complete bucket. */
function keptRows(request: Request, basis: Basis | null): Fragment {
  const { question, buckets, state } = request;
  const through = state.completeBefore.subscriptions ?? Infinity;
  const { first } = endsOf(request);
  const complete = buckets.filter(({ to }) => to <= through).at(-1);
  const [slice] = slicesOf(request);
  const columns = groupColumns(amountGroups(request), request);
  const shown =
    slice === undefined ? sql`"arr_kept" a` : sql`(select k.*, k."value" as ${name(slice)} from "arr_kept" k) a`;
  const conditions = [
    sql`a."dimension" = ${value(slice ?? "all", "text")} and a."grain" = ${value(question.grain, "text")}`,
    sql`a."period" >= ${value(first.key, "date")} and a."period" < ${value(complete?.endDay ?? first.key, "date")}`,
    onBasis(basis),
    ...filterConditions(request),
  ];
  return sql`select a."period", ${join(columns, ", ")}, 0, a."lost", a."moved"
from ${shown}
where ${join(conditions, "\nand ")}`;
}

/** The step `customer`: what each customer had before the bucket, and what each moved in it. */
function customersApart({ firstDay, endDay }: Bucket, request: Request, basis: Basis | null): Step {
  const groups = amountGroups(request);
  const keys = join(["customer", ...groups].map(name), ", ");
  const day = ledgerDay(request, "moved");
  const within = sql`${day} >= ${value(firstDay, "date")} and ${day} < ${value(endDay, "date")}`;
  const moving = sql`
  join (select distinct a."user_id" as "moving" from "arr_movement" a where ${within}) w on w."moving" = a."user_id"`;
  const conditions = [sql`${day} < ${value(endDay, "date")}`, onBasis(basis), ...ledgerConditions(request, "moved")];
  return {
    name: "customer",
    body: sql`select ${keys}, sum("before") as "opening", sum("amount") - sum("before") as "change"
from (
  select a."user_id" as "customer", ${join(groupColumns(groups, request), ", ")},
    a."amount", case when ${day} < ${value(firstDay, "date")} then a."amount" else 0 end as "before"
  from "arr_movement" a${request.question.grain === "total" ? sql`` : moving}
  where ${join(conditions, "\nand ")}
) m
group by ${keys}`,
  };
}

/** What became of the opening of the bucket of the step `customer`. */
function rowsApart({ key }: Bucket, request: Request): Fragment {
  return sql`select ${value(key, "date")}, ${join(amountGroups(request).map(name), ", ")}, 0,
  case when "change" < 0 then "change" else 0 end, "change"
from "customer"
where "opening" > 0`;
}
