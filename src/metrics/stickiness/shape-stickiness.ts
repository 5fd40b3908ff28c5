import type { AnswerColumn, AnswerRow } from "../answer.ts";
import type { Request } from "../compiled.ts";
import { overlapsForUsers } from "../dimensions.ts";
import { groupRows } from "../group-rows.ts";
import type { Question } from "../question.ts";

/** Rows of a stickiness: every number of buckets from 1 to all of them, in it every group; 0 where nobody is. */
export function shapeStickiness(
  rows: readonly AnswerRow[],
  { question, buckets }: Pick<Request, "question" | "buckets">,
): readonly AnswerRow[] {
  const grouped = groupRows(rows, question.by);
  const groups = grouped.groups.map((group) => ({
    named: Object.fromEntries(question.by.map((dimension, i) => [dimension, group[i] ?? null])),
    users: new Map(grouped.rowsOf(group).map((row) => [row["active_periods"], Number(row["users"])])),
  }));
  return buckets.flatMap((_bucket, i) =>
    groups.map(({ named, users }) => ({ activePeriods: i + 1, ...named, users: users.get(i + 1) ?? 0 })),
  );
}

/** What the columns of a stickiness's rows mean. */
export function stickinessColumns(question: Question): readonly AnswerColumn[] {
  const plain = { additive: false, overlapping: false };
  const overlapping = question.by.some(overlapsForUsers);
  return [
    { ...plain, name: "activePeriods", unit: "count" },
    ...question.by.map((name) => ({ ...plain, name, unit: "text", overlapping: overlapsForUsers(name) })),
    // Within a group each user stands in exactly one row.
    { name: "users", unit: "count", additive: !overlapping, overlapping },
  ];
}
