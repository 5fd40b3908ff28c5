import { type Fragment, join, means, name, sql, withSteps } from "../sql/fragment.ts";

const slice = join(["basis", "currency", "plan", "billing_interval", "country", "platform"].map(name), ", ");

/**
 * Where the movements do not make what the spans say stands: per price basis and currency, `off_by` (minor units, 0 where
 * the ledger closes) summed over every slice and instant, and `first_on`, the first UTC day that is off (null where none is).
 */
export function ledgerDifferenceQuery(): Fragment {
  return withSteps(
    [
      {
        name: "side",
        body: sql`select ${slice}, "moved_at" as "at", "amount" as "moved", 0 as "stood" from "arr_movement"
union all
select ${slice}, "paying_from", 0, "amount" from "arr_span"
union all
select ${slice}, "paying_to", 0, -"amount" from "arr_span" where "paying_to" is not null`,
      },
      {
        name: "change",
        body: sql`select ${slice}, "at", sum("moved") - sum("stood") as "difference" from "side" group by ${slice}, "at"`,
      },
    ],
    sql`select "basis", "currency", min(case when "difference" <> 0 then ${means("date_of", name("at"))} end) as "first_on",
  ${means("as_bigint", sql`sum(abs("difference"))`)} as "off_by"
from "change"
group by "basis", "currency"
order by "basis", "currency"`,
  );
}
