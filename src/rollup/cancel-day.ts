import { column, defineTable, optional } from "../schema/table.ts";
import { type Fragment, join, means, name, sql, value, withSteps } from "../sql/fragment.ts";
import { arrDayDimensions } from "./arr-day.ts";
import { arrSlice } from "./arr-slice.ts";

const { currency, basis } = arrSlice;

/** Ends by day: what subscriptions that ended had standing, in a currency and in each value of one dimension. */
export const cancelDay = defineTable({
  name: "cancel_day",
  meaning: "What subscriptions that ended on one local day had standing, of everybody or of one value of a dimension.",
  key: ["dimension", "value", "ended_on", "basis", "currency", "billed_by", "empties"],
  columns: {
    dimension: column("text", { unit: `all, ${arrDayDimensions.join(", ")}`, meaning: "What value is a value of." }),
    value: optional("text", { meaning: "The value; empty where unknown, and for all." }),
    ended_on: column("date", { meaning: "Local day of the effective end." }),
    basis,
    currency,
    billed_by: column("text", { unit: "week, month or year", meaning: "How they were billed." }),
    empties: column("integer", {
      unit: "1 or 0",
      meaning: "Whether nothing of their customer's was left in the currency.",
    }),
    amount: column("bigint", { unit: "minor units a year", meaning: "ARR in the instant before." }),
  },
});

/** Query that fills `cancel_day` from `subscription_end` and `arr_movement`. */
export function cancelDayQuery(): Fragment {
  const keys = ["ended_on", "basis", "currency", "billed_by", "empties"].map(name);
  const parts = ["all", ...arrDayDimensions].map((dimension) => {
    const of = dimension === "all" ? value(null, "text") : name(dimension);
    return sql`select ${value(dimension, "text")} as "dimension", ${of} as "value", ${join(keys, ", ")},
  ${means("as_bigint", sql`sum("amount")`)} as "amount"
from "ended"
group by ${join([...(dimension === "all" ? [] : [of]), ...keys], ", ")}`;
  });
  return withSteps(
    [{ name: "ended", body: endedBody() }],
    sql`select * from (
  ${join(parts, "\nunion all\n")}
) d
order by "dimension", "value", "ended_on"`,
  );
}

/** Ends with whether they left their customer without ARR in the currency. */
export function endedBody(): Fragment {
  return sql`select a.*, a."billing_interval" as "billed_by",
  case when e."left_by" is null then 0 else 1 end as "empties"
from "subscription_end" a
left join (
  select distinct "basis" as "left_on", "user_id" as "left_by", "currency" as "left_in", "moved_at" as "left_at"
  from "arr_movement"
  where "kind" in ('churn', 'pause')
) e on e."left_on" = a."basis" and e."left_by" = a."user_id" and e."left_in" = a."currency" and e."left_at" = a."ended_at"`;
}
