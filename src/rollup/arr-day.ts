import { column, defineTable, optional } from "../schema/table.ts";
import { type Fragment, join, means, name, sql, value, withSteps } from "../sql/fragment.ts";
import { arrSlice } from "./arr-slice.ts";

const { currency, basis } = arrSlice;

/** Dimensions by which the ledger by day is kept, one at a time; it is kept by currency always. */
export const arrDayDimensions = ["plan", "billing_interval", "country", "platform"] as const;

/**
 * The ledger by day: what moved in a currency, and in each value of one dimension, whoever moved it; so that a company of
 * any size has as many rows as days. The sum of all up to a day stands at its close.
 */
export const arrDay = defineTable({
  name: "arr_day",
  meaning: "The movements of one kind on one local day, of everybody or of one value of a dimension.",
  key: ["dimension", "value", "moved_on", "basis", "currency", "kind"],
  columns: {
    dimension: column("text", { unit: `all, ${arrDayDimensions.join(", ")}`, meaning: "What value is a value of." }),
    value: optional("text", { meaning: "The value; empty where unknown, and for all." }),
    moved_on: column("date", { meaning: "Local day of the workspace." }),
    basis,
    currency,
    kind: column("text", { unit: "as in arr_movement", meaning: "Why ARR moved." }),
    amount: column("bigint", {
      unit: "minor units a year",
      meaning: "Signed change. Of a switch, what it brought into the value or took out of it; none for all.",
    }),
  },
});

/** Kinds of movement that lead from slice to slice, and cancel where no slices are told apart. */
const switches = sql`('switch_in', 'switch_out')`;

/** Query that fills `arr_day` from `arr_movement`. */
export function arrDayQuery(): Fragment {
  const keys = ["moved_on", "basis", "currency", "kind"].map(name);
  const total = sql`${means("as_bigint", sql`sum("amount")`)} as "amount"`;
  const flows = ["all", ...arrDayDimensions].map((dimension) => {
    const of = dimension === "all" ? value(null, "text") : name(dimension);
    const groups = join([...(dimension === "all" ? [] : [of]), ...keys], ", ");
    return sql`select ${value(dimension, "text")} as "dimension", ${of} as "value", ${join(keys, ", ")}, ${total}
from "flow"
group by ${groups}`;
  });
  const switched = arrDayDimensions.map(
    (dimension) => sql`select ${value(dimension, "text")}, "value", ${join(keys, ", ")}, ${total}
from (
  ${switchedIn(dimension)}
) s
group by "value", ${join(keys, ", ")}`,
  );
  const slice = join([...keys, ...arrDayDimensions.map(name)], ", ");
  return withSteps(
    [
      {
        name: "flow",
        body: sql`select ${slice}, sum("amount") as "amount"
from "arr_movement"
where "kind" not in ${switches}
group by ${slice}`,
      },
    ],
    sql`select * from (
  ${join([...flows, ...switched], "\nunion all\n")}
) d
order by "dimension", "value", "moved_on"`,
  );
}

/** What each customer's switches of one instant come to within a value: nothing where they stay inside it. */
function switchedIn(dimension: string): Fragment {
  const groups = join(["moved_on", "basis", "currency", dimension].map(name), ", ");
  return sql`select "moved_on", "basis", "currency", ${name(dimension)} as "value",
  case when sum("amount") > 0 then 'switch_in' else 'switch_out' end as "kind", sum("amount") as "amount"
from "arr_movement"
where "kind" in ${switches}
group by ${groups}, "user_id", "moved_at"
having sum("amount") <> 0`;
}
