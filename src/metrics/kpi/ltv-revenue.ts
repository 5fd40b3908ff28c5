import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** What a paying customer brings in until they leave: ARPA by the monthly logo churn of the three months that end with the close of the period. */
export const ltvRevenue: Metric = {
  name: "ltv_revenue",
  title: "Lifetime revenue",
  meaning:
    "What a paying customer brings in until they leave: ARPA by the monthly logo churn of the three months that end with the close of the period.",
  goodDirection: "up",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "lifetime_value", of: "revenue" },
  basis: "list",
  tests: [heldBy.randomLogoChurn, heldBy.receipts],
};
