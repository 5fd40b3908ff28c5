import type { AnswerRow } from "../metrics/answer.ts";
import type { Bucket } from "../metrics/buckets.ts";
import { type Metric, subjectOf } from "../metrics/metric.ts";
import type { Question } from "../metrics/question.ts";
import { publishedAmounts, publishedWindows } from "../rollup/published-figure.ts";
import { formatDay } from "../schema/date.ts";
import type { Engine } from "./measure.ts";
import { followedGrain, marked, movedAmounts, movedPeriods } from "./moved-periods.ts";

/**
 * The rows with `restated: true` wherever a later load moved what was published of their period: the metric's own figure
 * of everybody, or for metrics that the log does not follow, the period's events or any amount of the ledger in the row's
 * currency. Other rows stay as they are.
 */
export async function markRestated(
  rows: readonly AnswerRow[],
  { question, buckets }: { readonly question: Question; readonly buckets: readonly Bucket[] },
  engine: Engine,
): Promise<readonly AnswerRow[]> {
  const isActivity = (metric: Metric) => subjectOf(metric) === "activity";
  const amounts = question.metrics.filter((metric) => !isActivity(metric)).flatMap(followedAmounts);
  const told = await markMovedAmounts(rows, { question, buckets, amounts }, engine);
  const metrics = question.metrics.filter(isActivity).map((metric) => followedBy(metric, question.grain));
  const grain = followedGrain(question, engine);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (grain === null || metrics.length === 0 || !first || !last) return told;
  const moved = await movedPeriods({ metrics, grain, from: first.key, to: last.key }, engine);
  const periods = new Set([...moved].map(formatDay));
  return told.map((row) => marked(row, periods.has(String(row["period"]))));
}

/** Rows of periods and currencies, and the amounts of the ledger that they stand on. */
export interface AmountRows {
  readonly question: Question;
  readonly buckets: readonly Bucket[];
  readonly amounts: readonly string[];
}

/** The rows with `restated: true` wherever a later load moved one of the amounts in the row's currency. */
export async function markMovedAmounts(
  rows: readonly AnswerRow[],
  { question, buckets, amounts }: AmountRows,
  engine: Engine,
): Promise<readonly AnswerRow[]> {
  const grain = followedGrain(question, engine);
  const [first, last] = [buckets[0], buckets.at(-1)];
  if (grain === null || amounts.length === 0 || !first || !last) return rows;
  const moved = await movedAmounts({ metrics: amounts, grain, from: first.key, to: last.key }, engine);
  return rows.map((row) => {
    const isMoved = moved.some(
      ({ period, currency }) => formatDay(period) === row["period"] && isAbout(currency, row, question),
    );
    return marked(row, isMoved);
  });
}

/** Whether a row holds amounts of the currency; a row in one currency of several holds all that its question lets in. */
function isAbout(currency: string, row: AnswerRow, question: Question): boolean {
  const named = question.currency === undefined ? row["currency"] : undefined;
  if (typeof named === "string") return named === currency;
  return question.where
    .filter(({ dimension }) => dimension === "currency")
    .every(({ operator, values }) => (operator === "is") === values.includes(currency));
}

/** The amounts by which the log follows a metric of subscriptions. */
function followedAmounts({ name }: Metric): readonly string[] {
  const own = publishedAmounts.filter((amount) => amount === name);
  return own.length > 0 ? own : publishedAmounts;
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
