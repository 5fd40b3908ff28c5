import type { AnswerRow } from "../metrics/answer.ts";
import type { Bucket } from "../metrics/buckets.ts";
import { type Metric, subjectOf } from "../metrics/metric.ts";
import type { Question } from "../metrics/question.ts";
import { publishedGrains, publishedWindows } from "../rollup/published-figure.ts";
import { formatDay } from "../schema/date.ts";
import { sql, value } from "../sql/fragment.ts";
import type { Engine } from "./measure.ts";

/**
 * The rows with `restated: true` wherever a later load moved what was published of their period: the metric's own figure
 * of everybody, or for metrics that the log does not follow, the period's events. Other rows stay as they are.
 */
export async function markRestated(
  rows: readonly AnswerRow[],
  { question, buckets }: { readonly question: Question; readonly buckets: readonly Bucket[] },
  { state, run }: Engine,
): Promise<readonly AnswerRow[]> {
  const { grain, zone, weekStart, metrics } = question;
  const followed = metrics
    .filter((metric) => subjectOf(metric) === "activity")
    .map((metric) => followedBy(metric, grain));
  const isOwn = zone.name === state.zone.name && (grain !== "week" || weekStart === state.weekStart);
  const [first, last] = [buckets[0], buckets.at(-1)];
  const isFollowed = publishedGrains.some((one) => one === grain);
  if ((state.restatements ?? 0) === 0 || !isOwn || !isFollowed || followed.length === 0 || !first || !last) return rows;
  const moved = await run(sql`select distinct "metric", "period" from "restatement"
where "grain" = ${value(grain, "text")} and "period" >= ${value(first.key, "date")} and "period" <= ${value(last.key, "date")}
order by "metric", "period"`);
  const periods = new Set(
    moved.filter((row) => followed.includes(String(row["metric"]))).map((row) => formatDay(Number(row["period"]))),
  );
  return rows.map((row) => (periods.has(String(row["period"])) ? { ...row, restated: true as const } : row));
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
