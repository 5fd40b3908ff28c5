import { type Fragment, join, means, name, sql } from "../../sql/fragment.ts";
import { ledgerConditions } from "../arr-source.ts";
import type { DataState } from "../data-state.ts";
import { arrColumns, arrDimensions, columnsOf } from "./arr-columns.ts";
import { dimension, figure, type Mart } from "./mart.ts";
import { overEverything, wholeBuckets } from "./periods.ts";

const told = ["basis", ...arrDimensions] as const;

/** The ARR ledger: every change of standing ARR, customer by customer. */
export const ledgerMart: Mart = {
  name: "mart_arr_ledger",
  title: "ARR ledger",
  meaning: "Every change of standing ARR since the data begin; all up to a day add up to what stands at its close.",
  grain: "One row per movement: customer, subscription, instant and kind, in each price basis. It names single users.",
  key: ["moved_at", "basis", "subscription_id", "kind", ...arrDimensions],
  columns: {
    moved_at: dimension("timestamp", "When, UTC.", "µs UTC"),
    moved_on: dimension("date", "Local day of moved_at."),
    user_id: dimension("text", "The customer."),
    subscription_id: dimension("text", "The subscription."),
    kind: dimension("text", "Why: new, expansion, contraction, churn, …; a switch has its own kinds."),
    ...arrColumns,
    amount: figure("Signed change.", { unit: "minor units", sums: "all" }),
  },
  subject: "subscription",
  isAboutUsers: true,
  query: ledgerQuery,
};

function ledgerQuery(state: DataState): Fragment {
  const question = overEverything(["net_new_arr"], "day", state);
  const conditions = ledgerConditions({ question, state, buckets: wholeBuckets(question), kept: null }, "moved");
  return sql`select a."moved_at", a."moved_on", a."user_id", a."subscription_id", a."kind",
  ${join(columnsOf(sql`a`, told), ", ")}, ${means("as_bigint", sql`a.${name("amount")}`)} as "amount"
from "arr_movement" a${conditions.length === 0 ? sql`` : sql`\nwhere ${join(conditions, "\nand ")}`}`;
}
