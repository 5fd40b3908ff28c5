import { type Fragment, join, means, name, sql, withSteps } from "../../sql/fragment.ts";
import { amountGroups } from "../arr-source.ts";
import { bucketWindows } from "../bucket-windows.ts";
import { customerStep, openingSteps } from "../compile-churn.ts";
import { lifetimeSteps } from "../compile-lifetime-value.ts";
import { pendingBeforeTerm, termSteps } from "../compile-renewal.ts";
import type { Request } from "../compiled.ts";
import type { Measure, Metric } from "../metric.ts";
import { termEnd } from "../term-numbers.ts";
import type { Behind } from "./behind.ts";

type Columns = Behind["columns"];

const text = (column: string) => ({ name: column, unit: "text" });
const count = (column: string) => ({ name: column, unit: "count" });
const money = (column: string) => ({ name: column, unit: "minor_units" });

/** Who was exposed and who of them is lost: customers, or the subscriptions whose ARR is compared. */
export function behindChurn(of: Extract<Measure, { kind: "churned" }>["of"], metric: Metric, request: Request): Behind {
  const options = { basis: metric.basis, groups: of === "customers" ? [] : amountGroups(request) };
  const steps = openingSteps(request, { ...options, windows: bucketWindows(request) });
  if (of === "customers") {
    return {
      kind: "customers",
      query: withSteps(
        [...steps, customerStep(request, options)],
        sql`select "customer" as "user_id", "is_lost" as "lost" from "customer"`,
      ),
      order: ["user_id"],
      columns: [text("user_id"), count("lost")],
    };
  }
  const columns: Columns = [
    text("user_id"),
    text("subscription_id"),
    text("currency"),
    count("exposed"),
    count("lost"),
  ];
  return {
    kind: "subscriptions",
    query: withSteps(
      steps,
      sql`select "customer" as "user_id", "subscription_id", "paid_in" as "currency", "is_exposed" as "exposed",
  "is_lost" as "lost", "amount"
from "opening"${of === "arr" ? sql`\nwhere "is_exposed" = 1` : sql``}`,
    ),
    order: ["user_id", "subscription_id", "currency", "amount"],
    columns: [...columns, money("amount")],
  };
}

/** What each customer has standing at the close, and in how many of the three months they were exposed and lost. */
export function behindLifetimeValue(metric: Metric, request: Request): Behind {
  const sums = ["amount", "exposed", "lost"].map(
    (column) => sql`${means("as_bigint", sql`sum(${name(column)})`)} as ${name(column)}`,
  );
  return {
    kind: "customers",
    query: withSteps(
      lifetimeSteps(request, { basis: metric.basis, groups: amountGroups(request) }),
      sql`select "user_id", ${join(sums, ", ")}
from (
  select "customer" as "user_id", "amount", 0 as "exposed", 0 as "lost" from "standing"
  union all
  select "customer", 0, 1, "is_lost" from "customer"
) c
group by "user_id"`,
    ),
    order: ["user_id"],
    columns: [text("user_id"), money("amount"), count("exposed"), count("lost")],
  };
}

/** The terms that end in the bucket, with what stands of each, or what of it is pending cancellation. */
export function behindRenewal(of: "all" | "pending_cancel", metric: Metric, request: Request): Behind {
  const told = [
    sql`a."user_id" as "user_id"`,
    sql`a."subscription_id" as "subscription_id"`,
    sql`a."currency" as "currency"`,
    sql`a."plan" as "plan"`,
    sql`a."basis" as "basis"`,
    sql`${termEnd()} as "term_at"`,
    sql`a."amount" as "amount"`,
  ];
  const keys: Fragment = sql`t."term_at", t."user_id", t."subscription_id", t."currency", t."plan"`;
  const pending = sql`select ${keys}, ${means("as_bigint", sql`sum(m."amount")`)} as "amount"
from "term" t${pendingBeforeTerm}
group by ${keys}
having sum(m."amount") <> 0`;
  return {
    kind: "subscriptions",
    query: withSteps(
      termSteps(request, { basis: metric.basis, columns: told }),
      of === "all" ? sql`select ${keys}, t."amount" from "term" t` : pending,
    ),
    order: ["term_at", "subscription_id", "amount"],
    columns: [
      { name: "term_at", unit: "instant" },
      ...["user_id", "subscription_id", "currency", "plan"].map(text),
      money("amount"),
    ],
  };
}
