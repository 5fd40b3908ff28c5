import { heldBy } from "../held-by.ts";
import type { Metric } from "../metric.ts";

/** What discounts take off standing ARR at the close of the period: gross less net. */
export const discountArr: Metric = {
  name: "discount_arr",
  title: "Discounts",
  meaning: "What discounts take off standing ARR at the close of the period: gross less net.",
  goodDirection: "none",
  fixedGrain: null,
  defaultGrain: "month",
  measure: { kind: "discount_arr" },
  basis: null,
  tests: [heldBy.randomSubscriptions, heldBy.receipts],
};
