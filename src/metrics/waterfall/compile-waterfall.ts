import { type Fragment, join, means, name, type Node, sql, type Step, value, withSteps } from "../../sql/fragment.ts";
import {
  amountGroups,
  daysTellSwitches,
  isToldByDay,
  ledgerStep,
  onBasis,
  slicesOf,
  toldEndStep,
} from "../arr-source.ts";
import type { Compiled, Request } from "../compiled.ts";
import type { Basis } from "../grain.ts";
import { bridge, cancels, losses, type Movement, movements } from "./movements.ts";

/** A movement, and the column in which its total stands. */
export interface MovementColumn {
  readonly movement: Movement;
  readonly column: string;
}

const everyMovement: readonly MovementColumn[] = movements.map((movement) => ({ movement, column: movement }));

/** Movements of each bucket, default all of them, one column each: gains and losses positive, the others signed. */
export function compileMovements(
  request: Request,
  basis: Basis | null,
  columns: readonly MovementColumn[] = everyMovement,
): Compiled {
  const groups = amountGroups(request);
  const keys = join(["period", ...groups].map(name), ", ");
  const query = withSteps(
    daysTellSwitches(request) ? movementOfDays(request, basis) : movementOfCustomers(request, basis),
    sql`select ${keys},
  ${join(columns.map(total), ",\n")}
from "movement"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

const switches = sql`('switch_in', 'switch_out')`;

/** The step `movement` from the ledger by day. */
function movementOfDays(request: Request, basis: Basis | null): readonly Step[] {
  // Without slices there are no switches; those of a day that the watermark cuts cancel.
  const isWhole = slicesOf(request).length === 0;
  const body = ledgerStep(request, {
    table: "arr_day",
    moment: "moved",
    conditions: [onBasis(basis), ...(isWhole ? [sql`a."kind" not in ${switches}`] : [])],
    groups: amountGroups(request),
    columns: [sql`a."kind"`, sql`a."amount"`],
  });
  return [{ name: "movement", body }];
}

/** The same, and the steps before it, from every customer's movements. */
function movementOfCustomers(request: Request, basis: Basis | null): readonly Step[] {
  const groups = amountGroups(request);
  const keys = join(["period", ...groups].map(name), ", ");
  const flow = ledgerStep(request, {
    table: "arr_movement",
    moment: "moved",
    conditions: [onBasis(basis)],
    groups,
    columns: [sql`a."user_id" as "customer"`, sql`a."moved_at"`, sql`a."kind"`, sql`a."amount"`],
  });
  return [
    { name: "flow", body: flow },
    {
      // A switch within a slice, or in a question without slices, leaves and enters at once: only the difference is shown.
      name: "switched",
      body: sql`select ${keys}, sum("amount") as "amount"
from "flow"
where "kind" in ${switches}
group by ${keys}, "customer", "moved_at"`,
    },
    {
      name: "movement",
      body: sql`select ${keys}, "kind", "amount"
from "flow"
where "kind" not in ${switches}
union all
select ${keys}, case when "amount" > 0 then 'switch_in' else 'switch_out' end, "amount"
from "switched"`,
    },
  ];
}

/** All of one kind: losses are told as positive amounts. */
function total({ movement, column }: MovementColumn): Node {
  const isLoss = losses.some((loss) => loss === movement);
  const amount = isLoss ? sql`-"amount"` : sql`"amount"`;
  const sum = sql`sum(case when "kind" = ${value(movement, "text")} then ${amount} else 0 end)`;
  return sql`${means("as_bigint", sum)} as ${name(column)}`;
}

/** A figure of what subscriptions that ended had standing. */
export type CancelFigure = (typeof cancels)[number] | (typeof bridge)[number];

/** Such a figure, and the column in which it stands. */
export interface CancelColumn {
  readonly figure: CancelFigure;
  readonly column: string;
}

const everyCancel: readonly CancelColumn[] = [...cancels, ...bridge].map((figure) => ({ figure, column: figure }));

/** The name of one half of the bridge in a row. */
export function bridgeFigure(of: "churn" | "contraction"): CancelFigure {
  return of === "churn" ? "churn_at_cancel" : "contraction_by_cancel";
}

/**
 * What the subscriptions that ended in each bucket had standing: all of them, those billed by month, those by year; and
 * whether their customer's ARR in that currency was gone with it (churn at cancel) or not (contraction by cancel).
 */
export function compileCancels(
  request: Request,
  basis: Basis | null,
  columns: readonly CancelColumn[] = everyCancel,
): Compiled {
  const groups = amountGroups(request);
  const keys = join(["period", ...groups].map(name), ", ");
  const query = withSteps(
    isToldByDay(request)
      ? [endedStep("cancel_day", request, basis)]
      : [toldEndStep, endedStep("told_end", request, basis)],
    sql`select ${keys},
  ${join(columns.map(cancelled), ",\n")}
from "ended"
group by ${keys}
order by ${keys}`,
  );
  return { query, reading: "in_bucket", source: "rollup" };
}

/** The step `ended` of `table`. */
function endedStep(table: "cancel_day" | "told_end", request: Request, basis: Basis | null): Step {
  const body = ledgerStep(request, {
    table,
    moment: "ended",
    conditions: [onBasis(basis)],
    groups: amountGroups(request),
    columns: [sql`a."billed_by"`, sql`a."empties"`, sql`a."amount"`],
  });
  return { name: "ended", body };
}

const counted: Readonly<Record<CancelFigure, Fragment | null>> = {
  cancel_arr: null,
  cancel_arr_monthly: sql`"billed_by" = 'month'`,
  cancel_arr_yearly: sql`"billed_by" = 'year'`,
  churn_at_cancel: sql`"empties" = 1`,
  contraction_by_cancel: sql`"empties" = 0`,
};

function cancelled({ figure, column }: CancelColumn): Node {
  const condition = counted[figure];
  const amount = condition === null ? sql`"amount"` : sql`case when ${condition} then "amount" else 0 end`;
  return sql`${means("as_bigint", sql`sum(${amount})`)} as ${name(column)}`;
}
