import type { AnswerColumn } from "../answer.ts";
import { overlaps } from "../dimensions.ts";
import { isMean, type Metric, unitOf } from "../metric.ts";

/** Whether segments of `dimension` part the metric's figure, so that their changes sum to the whole change. */
export function isPartition(metric: Metric, dimension: string): boolean {
  return !isMean(metric) && !overlaps(metric, dimension);
}

/** What the columns of the rows mean. */
export function explainColumns(metric: Metric, currency: string | null): readonly AnswerColumn[] {
  const unit = unitOf(metric);
  const plain = (name: string, of: string): AnswerColumn => ({ name, unit: of, additive: false, overlapping: false });
  const money = currency === null || unit !== "minor_units" ? {} : { currency };
  return [
    plain("dimension", "text"),
    plain("segment", "text"),
    ...["before", "now", "change"].map((name) => ({ ...plain(name, unit), ...money })),
    plain("shareOfChange", "rate"),
  ];
}
