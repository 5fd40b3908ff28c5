import type { AnswerRow } from "../metrics/answer.ts";
import type { Bucket } from "../metrics/buckets.ts";
import { type Metric, subjectOf } from "../metrics/metric.ts";
import type { Question } from "../metrics/question.ts";
import { publishedWindows } from "../rollup/published-figure.ts";
import { formatDay } from "../schema/date.ts";
import type { Engine } from "./measure.ts";
import { followedGrain, marked, movedPeriods } from "./moved-periods.ts";

/**
 * The rows with `restated: true` wherever a later load moved what was published of their period: the metric's own figure
 * of everybody, or for metrics that the log does not follow, the period's events. Other rows stay as they are.
 */
export async function markRestated(
  rows: readonly AnswerRow[],
  { question, buckets }: { readonly question: Question; readonly buckets: readonly Bucket[] },
  engine: Engine,
): Promise<readonly AnswerRow[]> {
  const metrics = question.metrics
    .filter((metric) => subjectOf(metric) === "activity")
    .map((metric) => followedBy(metric, question.grain));
  const grain = followedGrain(question, engine);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (grain === null || metrics.length === 0 || !first || !last) return rows;
  const moved = await movedPeriods({ metrics, grain, from: first.key, to: last.key }, engine);
  const periods = new Set([...moved].map(formatDay));
  return rows.map((row) => marked(row, periods.has(String(row["period"]))));
}

const ownName = [
  "events",
  "projects_created",
  "projects_exported",
  "editor_opens",
  "creators",
  "exporters",
  "new_users",
];

/** The metric by which the log follows a metric. */
function followedBy({ name, measure }: Metric, grain: Question["grain"]): string {
  if (measure.kind === "distinct_users" && measure.events === "activity") return "active_users";
  const isWindow = grain === "day" && publishedWindows.some(({ metric }) => metric === name);
  return isWindow || ownName.includes(name) ? name : "events";
}
