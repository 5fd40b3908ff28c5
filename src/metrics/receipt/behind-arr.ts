import { type Fragment, join, means, name, type Node, sql, value, withSteps } from "../../sql/fragment.ts";
import { ledgerConditions, ledgerDay, ledgerStep, onBasis, toldEndStep } from "../arr-source.ts";
import { hasMatured } from "../compile-trials.ts";
import type { Request } from "../compiled.ts";
import { readingDay, watermarkOf } from "../figures.ts";
import type { Measure, Metric } from "../metric.ts";
import { endsOf } from "../period-column.ts";
import { behindRetained } from "./behind-retained.ts";
import { behindChurn, behindLifetimeValue, behindRenewal } from "./behind-terms.ts";
import type { Behind } from "./behind.ts";

const slice = ["user_id", "subscription_id", "currency", "plan", "billing_interval", "country", "platform"] as const;

type Columns = Behind["columns"];

const text = (column: string) => ({ name: column, unit: "text" });
const amountColumn = { name: "amount", unit: "minor_units" };

/** A column of the ledger as it is listed. Amounts that a ledger's query sums are no bigints on every engine. */
function listed({ name: column, unit }: Columns[number]): Fragment {
  return unit === amountColumn.unit
    ? sql`${means("as_bigint", sql`a.${name(column)}`)} as ${name(column)}`
    : sql`a.${name(column)}`;
}

/** The subscriptions that stand, what moved, what ended, or the customers who pay; their amounts make the figure. */
export function behindArr(metric: Metric, request: Request): Behind | null {
  const { measure, basis } = metric;
  const onOne = [onBasis(basis)];
  if (["standing_arr", "opening_arr", "arr_per_customer"].includes(measure.kind)) {
    return standing(metric, request, { conditions: onOne, amount: sql`a."amount"` });
  }
  if (measure.kind === "discount_arr") return standing(metric, request, { conditions: [], amount: listLessNet });
  if (measure.kind === "paying_customers") return customers(metric, request);
  if (measure.kind === "pending_cancel") {
    return standing(metric, request, {
      table: "cancel_movement",
      conditions: [...onOne, ofKinds(["pending"])],
      amount: sql`a."amount"`,
    });
  }
  if (measure.kind === "cancel_flow") return requested(measure.of, metric, request);
  if (measure.kind === "trial_conversion") return trials(request);
  if (measure.kind === "churned") return behindChurn(measure.of, metric, request);
  if (measure.kind === "lifetime_value") return behindLifetimeValue(metric, request);
  if (measure.kind === "renewal") return behindRenewal(measure.of, metric, request);
  if (measure.kind === "retained_arr") {
    const form = request.state.policy?.retentionForm ?? "point_to_point";
    if (form === "point_to_point" || measure.over === "12_months") return behindRetained(measure.over, metric, request);
    const back = form === "flows" ? [] : ["reactivation", "resume"];
    return moved(request, [...onOne, ofKinds(["contraction", "churn", "pause", "expansion", ...back])]);
  }
  if (measure.kind === "net_new_arr") return moved(request, onOne);
  if (measure.kind === "cancelled_arr") return ended(measure.of, metric, request);
  if (measure.kind === "switched_arr") return switched(measure.way, metric, request);
  if (measure.kind === "cancel_bridge") return bridged(measure.of, metric, request);
  const kinds =
    measure.kind === "ratio" ? [...kindsOf(measure.numerator), ...kindsOf(measure.denominator)] : kindsOf(measure);
  return kinds.length === 0 ? null : moved(request, [...onOne, ofKinds(kinds)]);
}

const listLessNet = sql`case when a."basis" = 'list' then a."amount" else -a."amount" end`;

function kindsOf(measure: Measure): readonly string[] {
  return measure.kind === "gained_arr" || measure.kind === "lost_arr" ? measure.kinds : [];
}

function ofKinds(kinds: readonly string[]): Fragment {
  return sql`a."kind" in (${join(
    kinds.map((kind) => value(kind, "text")),
    ", ",
  )})`;
}

interface Holding {
  readonly table?: "arr_movement" | "cancel_movement";
  readonly conditions: readonly Fragment[];
  readonly amount: Node;
}

/** Everything that moved up to the moment at which the figure is read. */
function heldWhere(metric: Metric, request: Request, conditions: readonly Fragment[]): Fragment {
  const { question, state } = request;
  const { first: bucket } = endsOf(request);
  const day = readingDay(metric, bucket, { w: watermarkOf(metric, state) ?? bucket.to, question });
  const until = sql`${ledgerDay(request, "moved")} <= ${value(day, "date")}`;
  return join([until, ...conditions, ...ledgerConditions(request, "moved")], "\nand ");
}

function standing(metric: Metric, request: Request, { table = "arr_movement", conditions, amount }: Holding): Behind {
  const keys = join(
    slice.map((column) => sql`a.${name(column)}`),
    ", ",
  );
  return {
    kind: "subscriptions",
    query: sql`select ${keys}, ${means("as_bigint", sql`sum(${amount})`)} as "amount"
from ${name(table)} a
where ${heldWhere(metric, request, conditions)}
group by ${keys}
having sum(${amount}) <> 0`,
    order: ["user_id", "subscription_id", "currency", "plan", "billing_interval", "country", "platform"],
    columns: [...slice.map(text), amountColumn],
  };
}

function customers(metric: Metric, request: Request): Behind {
  return {
    kind: "customers",
    query: sql`select "user_id", count(*) as "currencies"
from (
  select a."user_id", a."currency", sum(a."amount") as "amount"
  from "arr_movement" a
  where ${heldWhere(metric, request, [onBasis(metric.basis)])}
  group by a."user_id", a."currency"
) s
where "amount" > 0
group by "user_id"`,
    order: ["user_id"],
    columns: [text("user_id"), { name: "currencies", unit: "count" }],
  };
}

function moved(request: Request, conditions: readonly Fragment[]): Behind {
  const columns: Columns = [{ name: "moved_at", unit: "instant" }, ...slice.map(text), text("kind"), amountColumn];
  return {
    kind: "movements",
    query: ledgerStep(request, {
      table: "arr_movement",
      moment: "moved",
      conditions,
      groups: [],
      columns: columns.map(listed),
    }),
    order: ["moved_at", "subscription_id", "kind", "plan", "billing_interval", "country", "platform", "amount"],
    columns,
  };
}

function ended(of: "all" | "month" | "year" | "other", metric: Metric, request: Request): Behind {
  const interval =
    of === "all"
      ? []
      : of === "other"
        ? [sql`a."billing_interval" not in ('month', 'year')`]
        : [sql`a."billing_interval" = ${value(of, "text")}`];
  return endings("subscription_end", request, [onBasis(metric.basis), ...interval]);
}

function endings(table: "subscription_end" | "told_end", request: Request, conditions: readonly Fragment[]): Behind {
  const columns: Columns = [
    { name: "ended_at", unit: "instant" },
    ...slice.map(text),
    text("cancel_reason"),
    text("cancel_type"),
    amountColumn,
  ];
  return {
    kind: "endings",
    query: ledgerStep(request, { table, moment: "ended", conditions, groups: [], columns: columns.map(listed) }),
    order: ["ended_at", "subscription_id"],
    columns,
  };
}

/** What each customer's switches of one instant brought into the slice, or took out of it. */
function switched(way: "in" | "out", metric: Metric, request: Request): Behind {
  const keys = ["moved_at", "user_id", "currency"].map(name);
  const flow = ledgerStep(request, {
    table: "arr_movement",
    moment: "moved",
    conditions: [onBasis(metric.basis), ofKinds(["switch_in", "switch_out"])],
    groups: [],
    columns: [...keys.map((key) => sql`a.${key}`), sql`a."amount"`],
  });
  const sum = way === "in" ? sql`sum("amount")` : sql`-sum("amount")`;
  return {
    kind: "movements",
    query: sql`select ${join(keys, ", ")}, ${means("as_bigint", sum)} as "amount"
from (
  ${flow}
) f
group by ${join(keys, ", ")}
having ${sum} > 0`,
    order: ["moved_at", "user_id", "currency"],
    columns: [{ name: "moved_at", unit: "instant" }, text("user_id"), text("currency"), amountColumn],
  };
}

/** Endings that left their customer without ARR of that currency, or those that did not. */
function bridged(of: "churn" | "contraction", metric: Metric, request: Request): Behind {
  const empties = of === "churn" ? sql`a."empties" = 1` : sql`a."empties" = 0`;
  const told = endings("told_end", request, [onBasis(metric.basis), empties]);
  return { ...told, query: withSteps([toldEndStep], told.query) };
}

function requested(of: "requested" | "withdrawn", metric: Metric, request: Request): Behind {
  const columns: Columns = [
    { name: "moved_at", unit: "instant" },
    ...slice.map(text),
    text("cancel_reason"),
    text("cancel_type"),
    amountColumn,
  ];
  return {
    kind: "requests",
    query: ledgerStep(request, {
      table: "cancel_movement",
      moment: "moved",
      conditions: [onBasis(metric.basis), ofKinds([of])],
      groups: [],
      columns: columns.map(listed),
    }),
    order: ["moved_at", "subscription_id"],
    columns,
  };
}

/** Every trial whose window has passed, with when it began to pay. */
function trials(request: Request): Behind {
  const columns: Columns = [
    { name: "started_at", unit: "instant" },
    ...slice.map(text),
    { name: "paying_at", unit: "instant" },
  ];
  return {
    kind: "trials",
    query: ledgerStep(request, {
      table: "trial",
      moment: "started",
      conditions: hasMatured(request),
      groups: [],
      columns: columns.map(listed),
    }),
    order: ["started_at", "subscription_id"],
    columns,
  };
}
