import { keptGrains } from "../rollup/arr-kept.ts";
import { type Fragment, join, means, name, sql, type Step, value, withSteps } from "../sql/fragment.ts";
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
  const groups = amountGroups(request).map(name);
  const keys = join([name("period"), ...groups], ", ");
  const apart = bucketApart(request);
  const parts: readonly Fragment[] = [
    changes(request, basis),
    ...(request.question.grain === "total" ? [] : [keptRows(request, basis)]),
    ...(apart === undefined
      ? []
      : [
          sql`select ${value(apart.key, "date")} as "period", ${join(
            groups.map((group) => sql`m.${group}`),
            ", ",
          )}, 0 as "change",
  case when m."change" < 0 then m."change" else 0 end as "lost", m."change" as "moved"
from "own_change" m
join "opening" o on o."customer" = m."customer" and ${join(
            groups.map((group) => sql`o.${group} = m.${group}`),
            " and ",
          )}
where o."amount" > 0`,
        ]),
  ];
  const query = withSteps(
    [
      ...(apart === undefined ? [] : stepsApart(apart, request, basis)),
      { name: "part", body: join(parts, "\nunion all\n") },
      {
        name: "bucket",
        body: sql`select ${keys}, sum("change") as "change", sum("lost") as "lost", sum("moved") as "moved"
from "part"
group by ${keys}`,
      },
      {
        name: "standing",
        body: sql`select ${keys}, "change", "lost", "moved",
  sum("change") over (partition by ${join(groups, ", ")} order by "period" rows unbounded preceding) as "closing"
from "bucket"`,
      },
    ],
    sql`select ${keys},
  ${means("as_bigint", sql`"closing" - "change"`)} as "opening",
  ${means("as_bigint", sql`"closing" - "change" + "lost"`)} as "gross",
  ${means("as_bigint", sql`"closing" - "change" + "moved"`)} as "net",
  ${means("as_bigint", sql`"closing"`)} as "closing"
from "standing"
order by ${keys}`,
  );
  return { query, reading: "as_of", source: "rollup" };
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
    slice === undefined
      ? sql`"arr_kept" a`
      : sql`(\n  select k.*, k."value" as ${name(slice)}\n  from "arr_kept" k\n) a`;
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

/**
 * The steps `own_change` and `opening`: what each customer moved in the bucket, and what each had before it. The one that
 * is made of less comes first, and the other is of its customers alone.
 */
function stepsApart({ firstDay, endDay }: Bucket, request: Request, basis: Basis | null): readonly Step[] {
  const groups = amountGroups(request);
  const keys = join(["customer", ...groups].map(name), ", ");
  const day = ledgerDay(request, "moved");
  const customers = (
    column: string,
    conditions: readonly Fragment[],
  ) => sql`select ${keys}, sum("amount") as ${name(column)}
from (
  select a."user_id" as "customer", ${join(groupColumns(groups, request), ", ")}, a."amount"
  from "arr_movement" a
  where ${join([...conditions, onBasis(basis), ...ledgerConditions(request, "moved")], "\nand ")}
) m
group by ${keys}`;
  const within = [sql`${day} >= ${value(firstDay, "date")} and ${day} < ${value(endDay, "date")}`];
  const before = [sql`${day} < ${value(firstDay, "date")}`];
  const alsoIn = (step: string) => sql`a."user_id" in (select "customer" from ${name(step)})`;
  return request.question.grain === "total"
    ? [
        { name: "opening", body: customers("amount", before) },
        { name: "own_change", body: customers("change", [...within, alsoIn("opening")]) },
      ]
    : [
        { name: "own_change", body: customers("change", within) },
        { name: "opening", body: customers("amount", [...before, alsoIn("own_change")]) },
      ];
}
