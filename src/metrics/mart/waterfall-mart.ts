import { type Fragment, join, means, name, sql, value, withSteps } from "../../sql/fragment.ts";
import { compileArr } from "../compile-arr.ts";
import { findMetric } from "../catalogue.ts";
import type { DataState } from "../data-state.ts";
import { compileMovements } from "../waterfall/compile-waterfall.ts";
import { gains, losses, movements, signed } from "../waterfall/movements.ts";
import { arrColumns, arrDimensions, bases, columnsOf } from "./arr-columns.ts";
import { figure, type Mart } from "./mart.ts";
import { overEverything, periodColumns, periodStep, type StateBounds, stateBounds, wholeBuckets } from "./periods.ts";

/** From each month's opening ARR to its closing, by everything a subscription has. */
export const waterfallMart: Mart = {
  name: "mart_arr_waterfall_month",
  title: "ARR waterfall by month",
  meaning: "How ARR went from each month's opening to its closing, movement by movement.",
  grain:
    "One row per month, price basis, currency, plan, billing interval, country and platform in which ARR stood or moved.",
  key: ["period", "basis", ...arrDimensions],
  columns: {
    ...periodColumns("month"),
    ...arrColumns,
    opening: figure("ARR that stood when the month began.", { unit: "minor units", sums: "slices" }),
    ...Object.fromEntries(
      movements.map((movement) => [movement, figure(meanings(movement), { unit: "minor units", sums: "all" })]),
    ),
    closing: figure("ARR that stands at the month's close, or at the end of the data. On the list basis: gross ARR.", {
      unit: "minor units",
      sums: "slices",
      metric: "gross_arr",
    }),
  },
  subject: "subscription",
  isAboutUsers: false,
  query: waterfallQuery,
};

function meanings(movement: string): string {
  if (gains.some((gain) => gain === movement)) return `ARR gained by ${movement}, positive.`;
  if (losses.some((loss) => loss === movement)) return `ARR lost by ${movement}, positive.`;
  return `ARR changed by ${movement}, signed.`;
}

function waterfallQuery(state: DataState): Fragment {
  const bounds = stateBounds("subscriptions", state);
  const question = { ...overEverything(["net_new_arr"], "month", state), by: arrDimensions };
  const request = { question, state, buckets: wholeBuckets(question), kept: null };
  const keys = join(["basis", ...arrDimensions].map(name), ", ");
  const figures = join(movements.map(name), ", ");
  const moved = bases.map(
    (
      basis,
    ) => sql`select ${value(basis, "text")} as "basis", "period", ${join(arrDimensions.map(name), ", ")}, ${figures}
from (
  ${compileMovements(request, basis).query}
) ${name(`moved_${basis}`)}`,
  );
  const stood = bases.map((basis) => {
    const { query } = compileArr(findMetric(basis === "list" ? "gross_arr" : "net_arr"), request);
    return sql`select ${value(basis, "text")} as "basis", "period" as "stands_from", ${join(arrDimensions.map(name), ", ")}, "value"
from (
  ${query}
) ${name(`stood_${basis}`)}`;
  });
  const same = (alias: Fragment) =>
    join(
      ["basis", ...arrDimensions].map((key) => sql`${alias}.${name(key)} = s.${name(key)}`),
      " and ",
    );
  const net = netOf(sql`m`);
  return withSteps(
    [
      { name: "moved", body: join(moved, "\nunion all\n") },
      { name: "stood", body: join(stood, "\nunion all\n") },
      {
        name: "span",
        body: sql`select ${keys}, "value", "stands_from",
  lead("stands_from") over (partition by ${keys} order by "stands_from") as "stands_to"
from "stood"`,
      },
      {
        name: "sliced",
        body: sql`select distinct ${keys} from (select ${keys} from "stood" union all select ${keys} from "moved") e`,
      },
      periodStep("month", request.buckets, bounds),
      {
        name: "closed",
        body: sql`select p."period" as "period", p."period_end" as "period_end", p."state" as "state", ${join(columnsOf(sql`s`, ["basis", ...arrDimensions]), ", ")},
  coalesce(a."value", 0) as "closing"
from "period" p
cross join "sliced" s
left join "span" a on ${same(sql`a`)} and a."stands_from" <= ${readingDay(bounds)}
  and (a."stands_to" is null or a."stands_to" > ${readingDay(bounds)})`,
      },
    ],
    sql`select s."period" as "period", s."period_end" as "period_end", s."state" as "state", ${join(columnsOf(sql`s`, ["basis", ...arrDimensions]), ", ")},
  ${means("as_bigint", sql`s."closing" - ${net}`)} as "opening",
  ${join(
    movements.map((movement) => sql`${means("as_bigint", sql`coalesce(m.${name(movement)}, 0)`)} as ${name(movement)}`),
    ",\n",
  )},
  ${means("as_bigint", sql`s."closing"`)} as "closing"
from "closed" s
left join "moved" m on m."period" = s."period" and ${same(sql`m`)}
where s."closing" <> 0 or m."period" is not null`,
  );
}

/** The day at whose close a month's ARR is read: its last, or the last day that the data reach. */
function readingDay({ complete }: StateBounds): Fragment {
  const last = value(complete, "date");
  const lastDay = means("add_days", sql`p."period_end"`, sql`-1`);
  return sql`case when ${lastDay} < ${last} then ${lastDay} else ${last} end`;
}

/** What all movements of a row come to. */
function netOf(alias: Fragment): Fragment {
  const of = (kinds: readonly string[]) => kinds.map((kind) => sql`coalesce(${alias}.${name(kind)}, 0)`);
  const sum = (parts: readonly Fragment[]) => parts.reduce((a, b) => sql`${a} + ${b}`);
  return sql`(${sum([...of(gains), ...of(signed)])} - (${sum(of(losses))}))`;
}
