import type { AnswerColumn, AnswerRow } from "../answer.ts";
import { stateOf } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import { groupRows } from "../group-rows.ts";
import { isHistoryIncomplete } from "../history-incomplete.ts";
import { overlapsForUsers } from "../dimensions.ts";
import type { Question } from "../question.ts";
import { lifecycleStages } from "./compile-lifecycle.ts";

/** Rows of a lifecycle: every bucket in order, in it every group; stages in which nobody is are 0. */
export function shapeLifecycle(
  rows: readonly AnswerRow[],
  { question, buckets, state }: Request,
): readonly AnswerRow[] {
  const grouped = groupRows(rows, question.by);
  const w = state.completeBefore.events;
  const groups = grouped.groups.map((group) => ({
    named: Object.fromEntries(question.by.map((dimension, i) => [dimension, group[i] ?? null])),
    byPeriod: new Map(grouped.rowsOf(group).map((row) => [row["period"], row])),
  }));
  return buckets.flatMap((bucket) => {
    const periodState = stateOf(bucket, w, state.lateDays);
    const figure = (row: AnswerRow | undefined, stage: string) =>
      periodState === "future" ? null : Number(row?.[stage] ?? 0);
    return groups.map(({ named, byPeriod }) => ({
      period: bucket.period,
      state: periodState,
      ...named,
      ...Object.fromEntries(lifecycleStages.map((stage) => [stage, figure(byPeriod.get(bucket.key), stage)])),
      ...(isHistoryIncomplete(bucket, question, state) ? { history_incomplete: true as const } : {}),
    }));
  });
}

/** What the columns of a lifecycle's rows mean. */
export function lifecycleColumns(question: Question): readonly AnswerColumn[] {
  const plain = { additive: false, overlapping: false };
  const overlapping = question.by.some(overlapsForUsers);
  return [
    { ...plain, name: "period", unit: question.grain === "hour" ? "instant" : "date" },
    { ...plain, name: "state", unit: "state" },
    ...question.by.map((name) => ({ ...plain, name, unit: "text", overlapping: overlapsForUsers(name) })),
    ...lifecycleStages.map((name) => ({ name, unit: "count", additive: name === "new", overlapping })),
  ];
}
