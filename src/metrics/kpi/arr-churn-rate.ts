import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** ARR of subscriptions that ended by the close of the period by ARR exposed: what stood at its opening in plans shorter than a year, and in yearly plans whose term ends in the period. */
export const arrChurnRate: Metric = {
  name: "arr_churn_rate",
  title: "ARR churn rate",
  meaning:
    "ARR of subscriptions that ended by the close of the period by ARR exposed: what stood at its opening in plans shorter than a year, and in yearly plans whose term ends in the period.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "churned", of: "arr" },
  basis: "list",
  tests: [heldBy.randomChurn, heldBy.receipts],
};
