import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Customers with standing ARR at the close of the period. */
export const payingCustomers: Metric = {
  name: "paying_customers",
  title: "Paying customers",
  meaning: "Customers with standing ARR at the close of the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "paying_customers" },
  basis: "list",
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
