import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** Customers lost by the close of the period by customers exposed: those who stood at its opening with a plan shorter than a year, or with a yearly plan whose term ends in the period. */
export const logoChurnRate: Metric = {
  name: "logo_churn_rate",
  title: "Logo churn rate",
  meaning:
    "Customers lost by the close of the period by customers exposed: those who stood at its opening with a plan shorter than a year, or with a yearly plan whose term ends in the period.",
  goodDirection: "down",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "churned", of: "customers" },
  basis: "list",
  tests: [heldBy.randomLogoChurn, heldBy.receipts],
};
