import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../sql/fragment.ts";
import {
  amountGroups,
  conditionsOn,
  groupColumns,
  ledgerStep,
  onBasis,
  relation,
  standingDay,
  summedMovements,
} from "./arr-source.ts";
import type { Compiled, Request } from "./compiled.ts";
import { compileChurn } from "./compile-churn.ts";
import { compileCustomers } from "./compile-customers.ts";
import { compileFlows } from "./compile-flows.ts";
import { compileLifetimeValue } from "./compile-lifetime-value.ts";
import { compileRenewal } from "./compile-renewal.ts";
import { compileRetainedYear, compileRetention } from "./compile-retained.ts";
import { compileTrials } from "./compile-trials.ts";
import type { Metric } from "./metric.ts";
import { runningSum } from "./running-sum.ts";
import { bridgeFigure, compileCancels, compileMovements } from "./waterfall/compile-waterfall.ts";

/** Compile a metric of subscriptions. Amounts come apart by currency. */
export function compileArr(metric: Metric, request: Request): Compiled {
  const { measure, basis } = metric;
  switch (measure.kind) {
    case "standing_arr":
    case "opening_arr":
      return standing(request, { conditions: [onBasis(basis)], amount: sql`a."amount"` });
    case "discount_arr":
      return standing(request, {
        conditions: [],
        amount: sql`case when a."basis" = 'list' then a."amount" else -a."amount" end as "amount"`,
      });
    case "gained_arr":
      return flow(request, [onBasis(basis), kindIn(measure.kinds)]);
    case "net_new_arr":
      return flow(request, [onBasis(basis)]);
    case "switched_arr":
      return compileMovements(request, basis, [{ movement: `switch_${measure.way}`, column: "value" }]);
    case "cancel_bridge":
      return compileCancels(request, basis, [{ figure: bridgeFigure(measure.of), column: "value" }]);
    case "lost_arr":
      return compileFlows(request, { basis, sums: [{ column: "value", measure }] });
    case "cancelled_arr":
      return ends(request, [onBasis(basis), ...ofInterval(measure.of)]);
    case "ratio":
      return compileFlows(request, {
        basis,
        sums: [
          { column: "numerator", measure: measure.numerator },
          { column: "denominator", measure: measure.denominator },
        ],
      });
    case "retained_arr":
      return measure.over === "bucket" ? compileRetention(request, basis) : compileRetainedYear(request, basis);
    case "paying_customers":
    case "arr_per_customer":
      return compileCustomers(request, { basis, of: measure.kind });
    case "cancel_flow":
      return summed(
        request,
        ledgerStep(request, {
          ...ledgerOf(request),
          table: "cancel_movement",
          moment: "moved",
          conditions: [onBasis(basis), kindIn([measure.of])],
        }),
      );
    case "pending_cancel":
      return standing(request, {
        table: "cancel_movement",
        conditions: [onBasis(basis), kindIn(["pending"])],
        amount: sql`a."amount"`,
      });
    case "churned":
      return compileChurn(request, { basis, of: measure.of });
    case "lifetime_value":
      return compileLifetimeValue(request, basis);
    case "renewal":
      return compileRenewal(request, { basis, of: measure.of });
    case "trial_conversion":
      return compileTrials(request);
    case "event_count":
    case "distinct_users":
    case "trailing_users":
    case "first_seen":
    case "stickiness":
      throw new Error(`"${metric.name}" is no metric of subscriptions`);
  }
}

function kindIn(kinds: readonly string[]): Fragment {
  return sql`a."kind" in (${join(
    kinds.map((kind) => value(kind, "text")),
    ", ",
  )})`;
}

function ofInterval(of: "all" | "month" | "year" | "other"): readonly Fragment[] {
  if (of === "all") return [];
  if (of === "other") return [sql`a."billing_interval" not in ('month', 'year')`];
  return [sql`a."billing_interval" = ${value(of, "text")}`];
}

interface StandingOptions {
  readonly table?: "cancel_movement";
  readonly conditions: readonly Fragment[];
  readonly amount: Node;
}

function standing(request: Request, options: StandingOptions): Compiled {
  const { table = summedMovements(request), conditions, amount } = options;
  const groups = amountGroups(request).map(name);
  const keys = join([name("changed_at"), ...groups], ", ");
  const holding = [...conditions, ...conditionsOn(table, request, "moved")];
  const query = withSteps(
    [
      {
        name: "movement",
        body: sql`select ${standingDay(request)} as "changed_at", ${join(groupColumns(amountGroups(request), request), ", ")}, ${amount}
from ${relation(table, request)} a${holding.length === 0 ? sql`` : sql`\nwhere ${join(holding, "\nand ")}`}`,
      },
    ],
    sql`select "changed_at" as "period", ${join(groups, ", ")}, ${runningSum(sql`sum("amount")`, groups)} as "value"
from "movement"
group by ${keys}
order by ${join([name("period"), ...groups], ", ")}`,
  );
  return { query, reading: "as_of", source: "rollup" };
}

function flow(request: Request, conditions: readonly Fragment[]): Compiled {
  return summed(
    request,
    ledgerStep(request, { ...ledgerOf(request), table: summedMovements(request), moment: "moved", conditions }),
  );
}

function ends(request: Request, conditions: readonly Fragment[]): Compiled {
  return summed(
    request,
    ledgerStep(request, { ...ledgerOf(request), table: "subscription_end", moment: "ended", conditions }),
  );
}

function ledgerOf(request: Request) {
  return { groups: amountGroups(request), columns: [sql`a."amount"`] };
}

function summed(request: Request, step: Fragment): Compiled {
  const keys = join(["period", ...amountGroups(request)].map(name), ", ");
  const query = withSteps(
    [{ name: "flow", body: step }],
    sql`select ${keys}, ${means("as_bigint", sql`sum("amount")`)} as "value"
from "flow"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}
