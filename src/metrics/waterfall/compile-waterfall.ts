import { join, means, name, type Node, sql, value, withSteps } from "../../sql/fragment.ts";
import { amountGroups, ledgerStep, onBasis } from "../arr-source.ts";
import { compileSums } from "../compile-flows.ts";
import type { Compiled, Request } from "../compiled.ts";
import type { Basis } from "../grain.ts";
import { gains, losses, type Movement, movements } from "./movements.ts";

/** Every movement of each bucket, one column each: gains and losses positive, the others signed. */
export function compileMovements(request: Request, basis: Basis): Compiled {
  const groups = amountGroups(request);
  const keys = join(["period", ...groups].map(name), ", ");
  const step = ledgerStep(request, {
    table: "arr_movement",
    moment: "moved",
    conditions: [onBasis(basis)],
    groups,
    columns: [sql`a."user_id" as "customer"`, sql`a."moved_at"`, sql`a."kind"`, sql`a."amount"`],
  });
  const perInstant = [
    sql`sum(case when "kind" in ('switch_in', 'switch_out') then "amount" else 0 end) as "switched"`,
    ...movements.filter((movement) => !isSwitch(movement)).map(ofInstant),
  ];
  const query = withSteps(
    [
      { name: "flow", body: step },
      {
        name: "instant",
        body: sql`select ${keys}, "customer", "moved_at",
  ${join(perInstant, ",\n")}
from "flow"
group by ${keys}, "customer", "moved_at"`,
      },
    ],
    sql`select ${keys},
  ${join(movements.map(total), ",\n")}
from "instant"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

function isSwitch(movement: Movement): boolean {
  return movement === "switch_in" || movement === "switch_out";
}

function ofInstant(movement: Movement): Node {
  const isLoss = losses.some((loss) => loss === movement);
  const amount = isLoss ? sql`-"amount"` : sql`"amount"`;
  return sql`sum(case when "kind" = ${value(movement, "text")} then ${amount} else 0 end) as ${name(movement)}`;
}

/** A switch within a slice, or in a question without slices, leaves and enters at once: only the difference is shown. */
function total(movement: Movement): Node {
  const isGain = gains.some((gain) => gain === movement);
  const part = isGain
    ? sql`case when "switched" > 0 then "switched" else 0 end`
    : sql`case when "switched" < 0 then -"switched" else 0 end`;
  return sql`${means("as_bigint", sql`sum(${isSwitch(movement) ? part : name(movement)})`)} as ${name(movement)}`;
}

/** What the subscriptions that ended in each bucket had standing: all of them, those billed by month, those by year. */
export function compileCancels(request: Request, basis: Basis): Compiled {
  const step = ledgerStep(request, {
    table: "subscription_end",
    moment: "ended",
    conditions: [onBasis(basis)],
    groups: amountGroups(request),
    columns: [sql`a."billing_interval" as "billed_by"`, sql`a."amount"`],
  });
  const billedBy = (interval: string) =>
    sql`case when "billed_by" = ${value(interval, "text")} then "amount" else 0 end`;
  return compileSums(request, step, [
    { column: "cancel_arr", amount: sql`"amount"` },
    { column: "cancel_arr_monthly", amount: billedBy("month") },
    { column: "cancel_arr_yearly", amount: billedBy("year") },
  ]);
}
