import { grainsOf, type Metric, subjectOf } from "../../src/metrics/metric.ts";
import type { QuestionText } from "../../src/metrics/question.ts";

/** Every kind of question a metric allows: grains, breakdowns, filters, other days, other weeks, other events. */
export function questionsOf(metric: Metric): readonly QuestionText[] {
  const metrics = [metric.name];
  const grains = grainsOf(metric);
  const finest = grains.includes("day") ? "day" : metric.defaultGrain;
  const isActivity = subjectOf(metric) === "activity";
  const dimensions = isActivity
    ? ["platform", "country", "user_type", "user_type_at_event", "event_name", "user_id", "properties.$plan tier/a~b"]
    : ["plan", "billing_interval", "country", "platform", "user_id"];
  const filters = isActivity
    ? [
        ["platform=web"],
        ["platform!=web"],
        ["platform=Unknown"],
        ["country=DE", "country=FR", "user_type=new"],
        ["properties.$plan tier/a~b=pro"],
      ]
    : [["plan=pro"], ["plan!=pro"], ["country="], ["currency=JPY", "billing_interval!=month"]];
  const anyEvent =
    metric.measure.kind === "trailing_users" ||
    ("events" in metric.measure && typeof metric.measure.events === "string");
  return [
    ...grainsOf(metric).map((grain) => ({
      metrics,
      grain,
      ...(grain === "hour" ? { from: "2026-03-27", to: "2026-03-31" } : {}),
    })),
    ...dimensions.map((dimension) => ({ metrics, grain: finest, by: [dimension] })),
    { metrics, grain: finest, by: dimensions.slice(0, 2) },
    ...filters.map((where) => ({ metrics, grain: finest, where })),
    { metrics, grain: finest, timezone: "America/New_York" },
    { metrics, grain: finest, timezone: "Asia/Kolkata", from: "2026-03-01", to: "2026-03-20" },
    ...(grains.includes("week") && metric.fixedGrain === null
      ? [{ metrics, grain: "week", weekStart: "wednesday", by: dimensions.slice(0, 1) }]
      : []),
    ...(anyEvent
      ? [
          { metrics, grain: finest, event: ["editor_opened"] },
          { metrics, grain: finest, event: ["*"] },
        ]
      : []),
  ];
}
