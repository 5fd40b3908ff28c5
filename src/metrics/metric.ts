import type { Filter } from "./filter.ts";
import type { Basis, Grain } from "./grain.ts";

/** Which events a metric looks at: named kinds; `activity`, the qualifying kinds of the question; or `any` of them all. */
export type EventSet = readonly string[] | "activity" | "any";

/** Kinds of ARR movement that add, and `discount_change` and `fx`, which keep their sign. */
export type Gain = "new" | "expansion" | "reactivation" | "resume" | "discount_change" | "fx";

/** Kinds of ARR movement that are lost for good, in part, or until it resumes. */
export type Loss = "contraction" | "churn" | "pause";

/**
 * How a metric is measured, as data:
 * - `event_count`: events in the bucket that meet the metric's own filters.
 * - `distinct_users`: users with at least one such event in the bucket.
 * - `trailing_users`: distinct active users in the window of `days` days that ends with the day.
 * - `first_seen`: active users whose first active day lies in the bucket (new) or before it (returning).
 * - `stickiness`: the mean share of the bucket's active users who are active on one of its complete days.
 * - `standing_arr`: ARR of paying subscriptions at the bucket's close; `opening_arr`: at its opening.
 * - `gained_arr`: movements of the named kinds in the bucket, before anything lost.
 * - `cancelled_arr`: what subscriptions that ended in the bucket had standing, of one billing interval or of all.
 * - `discount_arr`: what discounts take off standing ARR at the bucket's close, list less net.
 * - `net_new_arr`: all movements of the bucket, signed.
 * - `lost_arr`: movements of the named kinds, positive.
 * - `switched_arr`: what switches brought into a slice or took out of it, netted per customer and instant, positive.
 * - `cancel_bridge`: of cancelled ARR, what left its customer without ARR of that currency (`churn`) or did not.
 * - `retained_arr`: what is left at the close of the ARR that stood at the bucket's opening, or twelve months before the
 *   close; `gross` without what those customers added, `net` with it.
 * - `paying_customers`: customers with standing ARR at the bucket's close.
 * - `arr_per_customer`: a month of standing ARR by paying customers.
 * - `cancel_flow`: ARR whose cancellation was asked for in the bucket, or withdrawn.
 * - `pending_cancel`: ARR at the bucket's close whose cancellation is asked for and not yet effective.
 * - `churned`: of what was exposed at the bucket's opening, what is lost by its close; `early` what ended unexposed.
 * - `lifetime_value`: a month of ARR per customer by logo churn, times the gross margin where it is `margin`.
 * - `renewal`: ARR of plans of a year or longer whose term ends in the bucket, or what of it is pending cancellation.
 * - `trial_conversion`: trials of the bucket that became paying within the question's window.
 * - `ratio`: one measure by another; one scan must be able to gather both.
 */
export type Measure =
  | { readonly kind: "event_count"; readonly events: EventSet; readonly where?: readonly Filter[] }
  | { readonly kind: "distinct_users"; readonly events: EventSet; readonly where?: readonly Filter[] }
  | { readonly kind: "trailing_users"; readonly days: number }
  | { readonly kind: "first_seen"; readonly users: "new" | "returning" }
  | { readonly kind: "stickiness" }
  | { readonly kind: "standing_arr" }
  | { readonly kind: "opening_arr" }
  | { readonly kind: "gained_arr"; readonly kinds: readonly Gain[] }
  | { readonly kind: "cancelled_arr"; readonly of: "all" | "month" | "year" | "other" }
  | { readonly kind: "discount_arr" }
  | { readonly kind: "net_new_arr" }
  | { readonly kind: "lost_arr"; readonly kinds: readonly Loss[] }
  | { readonly kind: "switched_arr"; readonly way: "in" | "out" }
  | { readonly kind: "cancel_bridge"; readonly of: "churn" | "contraction" }
  | { readonly kind: "retained_arr"; readonly form: "gross" | "net"; readonly over: "bucket" | "12_months" }
  | { readonly kind: "paying_customers" }
  | { readonly kind: "arr_per_customer" }
  | { readonly kind: "cancel_flow"; readonly of: "requested" | "withdrawn" }
  | { readonly kind: "pending_cancel" }
  | { readonly kind: "churned"; readonly of: "customers" | "arr" | "early" }
  | { readonly kind: "lifetime_value"; readonly of: "revenue" | "margin" }
  | { readonly kind: "renewal"; readonly of: "all" | "pending_cancel" }
  | { readonly kind: "trial_conversion" }
  | { readonly kind: "ratio"; readonly numerator: Measure; readonly denominator: Measure };

/** One metric of the catalogue: what it means and how it is measured. */
export interface Metric {
  readonly name: string;
  readonly title: string;
  /** One sentence that a product person understands. */
  readonly meaning: string;
  readonly goodDirection: "up" | "down" | "none";
  /** The only calendar grain it is counted at; null where any will do. */
  readonly fixedGrain: Grain | null;
  readonly defaultGrain: Grain;
  readonly measure: Measure;
  /** Price basis of an amount; null for counts. */
  readonly basis: Basis | null;
  /** Tests that hold it, of `heldBy`; a workspace's own metrics have none. */
  readonly tests?: readonly string[];
}

/** Whether values of different buckets may be summed. */
export function isAdditive({ measure }: Metric): boolean {
  if (measure.kind === "first_seen") return measure.users === "new";
  return ["event_count", "gained_arr", "lost_arr", "net_new_arr", "cancelled_arr", "cancel_flow", "renewal"].includes(
    measure.kind,
  );
}

/** Along what a metric's figures may be summed: buckets and groups, buckets alone, or nothing. */
export function additivityOf(metric: Metric): "full" | "over_time" | "none" {
  if (!isAdditive(metric)) return "none";
  return metric.measure.kind === "first_seen" ? "over_time" : "full";
}

/** Whether the figure is something divided by something, so that parts never sum to the whole. */
export function isMean(metric: Pick<Metric, "measure">): boolean {
  return unitOf(metric) === "rate" || ["arr_per_customer", "lifetime_value"].includes(metric.measure.kind);
}

/** What the figure is where nothing happened; a bucket that has not begun has null in any case. */
export function nullRuleOf(metric: Metric): string {
  const { measure } = metric;
  if (isMean(metric)) return "Null where there is nothing to divide by.";
  const stands = ["standing_arr", "discount_arr", "paying_customers"].includes(measure.kind);
  if (stands) return "Where nothing moved, what stands at the close, or at the watermark.";
  return measure.kind === "trailing_users"
    ? "Where nothing happened, who is still in the window."
    : "0 where nothing happened.";
}

/** What a metric is about; decides its dimensions and which watermark holds. */
export function subjectOf({ measure }: Pick<Metric, "measure">): "activity" | "subscription" {
  if (measure.kind === "ratio") return subjectOf({ measure: measure.numerator });
  return ["event_count", "distinct_users", "trailing_users", "first_seen", "stickiness"].includes(measure.kind)
    ? "activity"
    : "subscription";
}

/** Unit of the metric's figures: amounts are minor units of one currency, rates are plain numbers (0.5, not 50). */
export function unitOf({ measure }: Pick<Metric, "measure">): "count" | "minor_units" | "rate" {
  if (["ratio", "stickiness", "retained_arr", "churned", "trial_conversion"].includes(measure.kind)) return "rate";
  return subjectOf({ measure }) === "activity" || measure.kind === "paying_customers" ? "count" : "minor_units";
}

/** Whether the metric's rows are amounts, or made of amounts, which come apart by currency. */
export function comesApartByCurrency({ measure }: Pick<Metric, "measure">): boolean {
  if (subjectOf({ measure }) === "activity" || measure.kind === "paying_customers") return false;
  return measure.kind !== "trial_conversion" && !(measure.kind === "churned" && measure.of === "customers");
}

/** Grains at which the metric may be asked. */
export function grainsOf(metric: Metric): readonly Grain[] {
  if (metric.fixedGrain !== null) return [metric.fixedGrain];
  const { measure } = metric;
  const looksBackMonths =
    measure.kind === "lifetime_value" || (measure.kind === "retained_arr" && measure.over === "12_months");
  if (looksBackMonths) return ["month", "quarter", "year", "total"];
  const coarse: readonly Grain[] = ["day", "week", "month", "quarter", "year", "total"];
  const countsDays = measure.kind === "first_seen" || measure.kind === "stickiness";
  return subjectOf(metric) === "activity" && !countsDays ? ["hour", ...coarse] : coarse;
}

/** Which events the question may choose for this measure with `--event`; null where the metric names its own. */
export function choosableEvents(measure: Measure): "activity" | "any" | null {
  if (measure.kind === "ratio") return choosableEvents(measure.numerator) ?? choosableEvents(measure.denominator);
  if (["trailing_users", "first_seen", "stickiness"].includes(measure.kind)) return "activity";
  return "events" in measure && typeof measure.events === "string" ? measure.events : null;
}

/** Whether the metric looks back beyond its bucket, so that its first figures miss what came before the data begin. */
export function looksBack({ measure }: Metric): boolean {
  return measure.kind === "trailing_users" || measure.kind === "first_seen";
}
