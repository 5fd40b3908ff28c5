import type { Basis } from "../grain.ts";
import type { Gain, Loss, Measure, Metric } from "../metric.ts";

const gained = (kind: Gain): Measure => ({ kind: "gained_arr", kinds: [kind] });
const lost = (kind: Loss): Measure => ({ kind: "lost_arr", kinds: [kind] });
const kept = (form: "gross" | "net"): Measure => ({ kind: "retained_arr", form, over: "bucket" });

/** Columns of an ARR row, by the measure that each is. Rates move only amounts that are converted: `fx` is 0 otherwise. */
const measures: Readonly<Record<string, Measure>> = {
  opening: { kind: "opening_arr" },
  new: gained("new"),
  expansion: gained("expansion"),
  reactivation: gained("reactivation"),
  resume: gained("resume"),
  switch_in: { kind: "switched_arr", way: "in" },
  contraction: lost("contraction"),
  churn: lost("churn"),
  pause: lost("pause"),
  switch_out: { kind: "switched_arr", way: "out" },
  discount_change: gained("discount_change"),
  fx: gained("fx"),
  closing: { kind: "standing_arr" },
  cancel_arr: { kind: "cancelled_arr", of: "all" },
  cancel_arr_monthly: { kind: "cancelled_arr", of: "month" },
  cancel_arr_yearly: { kind: "cancelled_arr", of: "year" },
  grr: kept("gross"),
  nrr: kept("net"),
  churn_at_cancel: { kind: "cancel_bridge", of: "churn" },
  contraction_by_cancel: { kind: "cancel_bridge", of: "contraction" },
};

const prefix = "arr.";

/** Whether the metric is a column of an ARR row. */
export function isColumn({ name }: Pick<Metric, "name">): boolean {
  return name.startsWith(prefix);
}

/** The column that such a metric is: `churn` of `arr.churn`. */
export function columnOf({ name }: Pick<Metric, "name">): string {
  return name.slice(prefix.length);
}

/** Columns of an ARR row as metrics called `arr.<column>`, such as `arr.churn`, on one price basis. */
export function columnMetrics(basis: Basis): readonly Metric[] {
  return Object.entries(measures).map(([column, measure]) => ({
    name: `${prefix}${column}`,
    title: `ARR, ${column.replaceAll("_", " ")}`,
    meaning: `The column ${column} of a row of the ARR waterfall.`,
    goodDirection: "none",
    fixedGrain: null,
    defaultGrain: "month",
    measure,
    basis,
  }));
}
