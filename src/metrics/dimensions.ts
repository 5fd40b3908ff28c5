import { nearestName, UserError } from "../schema/user-error.ts";
import { type Measure, type Metric, subjectOf } from "./metric.ts";

const activityDimensions = [
  "platform",
  "country",
  "user_type",
  "user_type_at_event",
  "event_name",
  "plan",
  "billing_interval",
  "user_id",
] as const;
const arrDimensions = ["plan", "billing_interval", "currency", "country", "platform", "user_id"] as const;
const endDimensions = [...arrDimensions, "cancel_reason", "cancel_type"] as const;

/** Dimensions a user may have several values of in one bucket, so that groups of a distinct count overlap. */
const changing = ["platform", "country", "user_type", "user_type_at_event", "event_name", "plan", "billing_interval"];

/** Names of the dimensions that `metric` can be broken down and filtered by; `properties.*` stands for any property. */
export function dimensionsOf(metric: Metric): readonly string[] {
  if (subjectOf(metric) === "activity") return [...activityDimensions, "properties.*"];
  return ["cancelled_arr", "cancel_flow", "pending_cancel"].includes(metric.measure.kind)
    ? endDimensions
    : arrDimensions;
}

/** Whether `metric` allows `dimension`. */
export function allowsDimension(metric: Metric, dimension: string): boolean {
  return dimensionsOf(metric).includes(dimension.startsWith("properties.") ? "properties.*" : dimension);
}

/** Whether groups by `dimension` overlap for `metric`: one user may be counted in several of them. */
export function overlaps(metric: Metric, dimension: string): boolean {
  const { measure } = metric;
  const countsCustomers =
    measure.kind === "paying_customers" || (measure.kind === "churned" && measure.of === "customers");
  if (countsCustomers) return dimension !== "user_id";
  return countsUsers(metric.measure) && overlapsForUsers(dimension);
}

/** Whether one user may have several values of `dimension`, so that groups of users overlap. */
export function overlapsForUsers(dimension: string): boolean {
  return changing.includes(dimension) || dimension.startsWith("properties.");
}

function countsUsers(measure: Measure): boolean {
  if (measure.kind === "ratio") return countsUsers(measure.numerator) || countsUsers(measure.denominator);
  return ["distinct_users", "trailing_users", "first_seen", "stickiness"].includes(measure.kind);
}

/** Why a dimension that other metrics have is none of this one. */
function reasonOf(metric: Metric, dimension: string): string {
  if (subjectOf(metric) === "activity") return `an event carries none, only a subscription has a ${dimension}`;
  return dimension.startsWith("cancel_")
    ? "only what was cancelled has one"
    : `a subscription has none, only an event carries a ${dimension}`;
}

/** UserError `usage` where `metric` does not allow `dimension`, naming what does. */
export function checkDimension(metric: Metric, dimension: string, everyMetric: readonly Metric[]): void {
  if (allowsDimension(metric, dimension)) return;
  const others = everyMetric.filter((other) => allowsDimension(other, dimension)).map(({ name }) => name);
  const near = nearestName(dimension, dimensionsOf(metric));
  throw new UserError(
    "usage",
    `"${metric.name}" has no dimension "${dimension}"${others.length > 0 ? `: ${reasonOf(metric, dimension)}` : ""}.`,
    others.length > 0
      ? `Metrics that have it: ${others.join(", ")}. "${metric.name}" has ${dimensionsOf(metric).join(", ")}.`
      : `${near === null ? "" : `Did you mean "${near}"? `}Its dimensions: ${dimensionsOf(metric).join(", ")}.`,
  );
}
