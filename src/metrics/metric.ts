import type { Basis, Grain } from "./grain.ts";

/** Which events a metric looks at: named kinds; `activity`, the qualifying kinds of the question; or `any` of them all. */
export type EventSet = readonly string[] | "activity" | "any";

/** Kinds of ARR movement that only ever add. */
export type Gain = "new" | "expansion" | "reactivation";

/**
 * How a metric is measured, as data:
 * - `event_count`: events in the bucket.
 * - `distinct_users`: users with at least one such event in the bucket.
 * - `trailing_users`: distinct active users in the window of `days` days that ends with the day.
 * - `standing_arr`: ARR of paying subscriptions at the bucket's close.
 * - `gained_arr`: movements of the named kinds in the bucket, before anything lost.
 * - `cancelled_arr`: what subscriptions that ended in the bucket had standing, of one billing interval or of all.
 */
export type Measure =
  | { readonly kind: "event_count"; readonly events: EventSet }
  | { readonly kind: "distinct_users"; readonly events: EventSet }
  | { readonly kind: "trailing_users"; readonly days: number }
  | { readonly kind: "standing_arr" }
  | { readonly kind: "gained_arr"; readonly kinds: readonly Gain[] }
  | { readonly kind: "cancelled_arr"; readonly of: "all" | "month" | "year" | "other" };

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
}

/** Whether values of different buckets may be summed. */
export function isAdditive({ measure }: Metric): boolean {
  return measure.kind === "event_count" || measure.kind === "gained_arr" || measure.kind === "cancelled_arr";
}

/** What a metric is about; decides its dimensions and which watermark holds. */
export function subjectOf({ measure }: Metric): "activity" | "subscription" {
  return measure.kind === "event_count" || measure.kind === "distinct_users" || measure.kind === "trailing_users"
    ? "activity"
    : "subscription";
}

/** Grains at which the metric may be asked. */
export function grainsOf(metric: Metric): readonly Grain[] {
  if (metric.fixedGrain !== null) return [metric.fixedGrain];
  const coarse: readonly Grain[] = ["day", "week", "month", "quarter", "year", "total"];
  return subjectOf(metric) === "activity" ? ["hour", ...coarse] : coarse;
}
