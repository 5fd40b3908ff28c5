import type { CalendarGrain, WeekStart } from "../schema/period.ts";
import { column, defineTable, optional } from "../schema/table.ts";
import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import { arrDayDimensions } from "./arr-day.ts";
import { arrSlice } from "./arr-slice.ts";

const { currency, basis } = arrSlice;

/** Periods for which it is kept what became of the ARR at their opening. */
export const keptGrains = ["day", "week", "month", "quarter", "year"] as const;

/**
 * What became of the ARR that stood at the opening of each period, of everybody and of each value of one dimension: what
 * gross and net retention take from the opening and add to it. It is netted customer by customer, so it can be added up over
 * customers and over nothing else. Periods in which no such ARR changed have no row.
 */
export const arrKept = defineTable({
  name: "arr_kept",
  meaning:
    "How ARR that stood at the opening of one period changed in it, of everybody or of one value of a dimension.",
  key: ["dimension", "value", "grain", "period", "basis", "currency"],
  columns: {
    dimension: column("text", {
      unit: `all, ${arrDayDimensions.join(", ")}`,
      meaning: "What value is a value of.",
    }),
    value: optional("text", { meaning: "The value; empty where unknown, and for all." }),
    grain: column("text", { unit: "day, week, month, quarter, year", meaning: "Length of the period." }),
    period: column("date", { meaning: "Its first local day; weeks begin as the workspace says." }),
    basis,
    currency,
    lost: column("bigint", {
      unit: "minor units a year",
      meaning: "What customers with ARR at the opening had less at the close, 0 or negative.",
    }),
    moved: column("bigint", {
      unit: "minor units a year",
      meaning: "What they had more or less at the close, all in all.",
    }),
  },
});

/**
 * Query that says what `arr_kept` holds, from `arr_movement`; a load nets each customer while it has their movements in hand
 * instead (`keptTotals`), which costs a fraction.
 */
export function arrKeptQuery(weekStart: WeekStart): Fragment {
  const groups = ["dimension", "value", "grain", "period", "basis", "currency"].map(name);
  const customer = join([...groups.filter((_, i) => i !== 3), name("user_id")], ", ");
  const keys = join(groups, ", ");
  const dimensions = join(
    ["all", ...arrDayDimensions].map((dimension) => sql`select ${value(dimension, "text")} as "dimension"`),
    "\nunion all\n",
  );
  const grains = join(
    keptGrains.map((grain) => sql`select ${value(grain, "text")} as "grain"`),
    "\nunion all\n",
  );
  const values = join(
    arrDayDimensions.map((dimension) => sql`when ${value(dimension, "text")} then m.${name(dimension)}`),
    " ",
  );
  const day = sql`m."moved_on"`;
  const shift = sql`${value(weekStart - 1, "integer")}`;
  const week = means("add_days", truncated("week", means("add_days", day, sql`-(${shift})`)), shift);
  return withSteps(
    [
      {
        name: "step",
        body: sql`select d."dimension", case d."dimension" ${values} end as "value", g."grain",
  case g."grain" when 'day' then ${day} when 'week' then ${week} when 'month' then ${truncated("month", day)}
    when 'quarter' then ${truncated("quarter", day)} else ${truncated("year", day)} end as "period",
  m."basis", m."currency", m."user_id", m."amount"
from "arr_movement" m
cross join (${dimensions}) d
cross join (${grains}) g`,
      },
      {
        name: "change",
        body: sql`select ${keys}, "user_id", sum("amount") as "amount"
from "step"
group by ${keys}, "user_id"`,
      },
      {
        name: "customer",
        body: sql`select ${keys}, "amount",
  sum("amount") over (partition by ${customer} order by "period" rows unbounded preceding) - "amount" as "opening"
from "change"`,
      },
    ],
    sql`select ${keys}, ${means("as_bigint", sql`sum(case when "amount" < 0 then "amount" else 0 end)`)} as "lost",
  ${means("as_bigint", sql`sum("amount")`)} as "moved"
from "customer"
where "opening" > 0
group by ${keys}
having sum(abs("amount")) > 0
order by ${keys}`,
  );
}

/** First day of the `grain` that `day` lies in; weeks begin on Monday. */
function truncated(grain: Exclude<CalendarGrain, "day">, day: Node): Fragment {
  return sql`cast(date_trunc(${value(grain, "text")}, ${day}) as date)`;
}
