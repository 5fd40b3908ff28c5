import type { Basis } from "../grain.ts";
import type { Gain, Loss, Measure, Metric } from "../metric.ts";

const gained = (kind: Gain): Measure => ({ kind: "gained_arr", kinds: [kind] });
const lost = (kind: Loss): Measure => ({ kind: "lost_arr", kinds: [kind] });
const kept = (form: "gross" | "net"): Measure => ({ kind: "retained_arr", form, over: "bucket" });

/**
 * Columns of an ARR row that a receipt proves, by the measure that each is. What is left out are the opening, which is the
 * closing of the period before, and switches, of which a row shows only what does not cancel.
 */
const measures: Readonly<Record<string, Measure>> = {
  new: gained("new"),
  expansion: gained("expansion"),
  reactivation: gained("reactivation"),
  resume: gained("resume"),
  contraction: lost("contraction"),
  churn: lost("churn"),
  pause: lost("pause"),
  discount_change: gained("discount_change"),
  closing: { kind: "standing_arr" },
  cancel_arr: { kind: "cancelled_arr", of: "all" },
  cancel_arr_monthly: { kind: "cancelled_arr", of: "month" },
  cancel_arr_yearly: { kind: "cancelled_arr", of: "year" },
  grr: kept("gross"),
  nrr: kept("net"),
};

/** Columns of an ARR row as metrics called `arr.<column>`, such as `arr.churn`, on one price basis. */
export function columnMetrics(basis: Basis): readonly Metric[] {
  return Object.entries(measures).map(([column, measure]) => ({
    name: `arr.${column}`,
    title: `ARR, ${column.replaceAll("_", " ")}`,
    meaning: `The column ${column} of a row of the ARR waterfall.`,
    goodDirection: "none",
    fixedGrain: null,
    defaultGrain: "month",
    measure,
    basis,
  }));
}
