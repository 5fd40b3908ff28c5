import { column, defineTable } from "../schema/table.ts";
import { type Fragment, join, means, name, sql } from "../sql/fragment.ts";
import { arrSlice } from "./arr-slice.ts";

const { currency, plan, billing_interval, country, platform, basis } = arrSlice;

/** Dimensions that the ledger by day tells apart. */
export const arrDayDimensions = ["currency", "plan", "billing_interval", "country", "platform"] as const;

/** The ledger by day: what moved in each slice, whoever moved it. The sum of all up to a day stands at its close. */
export const arrDay = defineTable({
  name: "arr_day",
  meaning: "The movements of one kind on one local day in one slice, summed.",
  key: ["moved_on", "basis", ...arrDayDimensions, "kind"],
  columns: {
    moved_on: column("date", { meaning: "Local day of the workspace." }),
    basis,
    currency,
    plan,
    billing_interval,
    country,
    platform,
    kind: column("text", { unit: "as in arr_movement", meaning: "Why ARR moved." }),
    amount: column("bigint", { unit: "minor units a year", meaning: "Signed change, of all customers together." }),
  },
});

/** Query that fills `arr_day` from `arr_movement`, in the order of days. */
export function arrDayQuery(): Fragment {
  const keys = join(arrDay.key.map(name), ", ");
  return sql`select ${keys}, ${means("as_bigint", sql`sum("amount")`)} as "amount"
from "arr_movement"
group by ${keys}
order by "moved_on"`;
}
