import { type Fragment, sql, value } from "../../sql/fragment.ts";
import { readActivityQuestion } from "../activity-question.ts";
import { activitySource } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { type Bucket, bucketsIn, stateOf } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import { overHistory } from "../history-source.ts";
import { compileLifecycle, lifecycleStages } from "../lifecycle/compile-lifecycle.ts";
import { shapeLifecycle } from "../lifecycle/shape-lifecycle.ts";
import type { Behind } from "./behind.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { type CellToRead, noSuchColumn, placeOf, rowOf } from "./cell-to-read.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { cellQuestion, readBucketCell, readPage } from "./receipt-question.ts";
import { countOfBehind, eventsOf, ofKinds, users } from "./users-behind.ts";

type Stage = (typeof lifecycleStages)[number];

const meanings: Readonly<Record<Stage, string>> = {
  new: "Users who are active in the bucket and never were before it.",
  returning: "Users who are active in the bucket and were in the one before.",
  resurrected: "Users who are active in the bucket, were not in the one before, and were earlier.",
  dormant: "Users who were active in the bucket before and are not in this one.",
};

/** A stage of a lifecycle's row, ready to be proven: the users of all history up to the bucket's end, told apart one by one. */
export function lifecycleCell({ text, state, findZone, column }: CellToRead): ProvenCell {
  const stage = lifecycleStages.find((one) => one === column);
  if (stage === undefined) throw noSuchColumn(column, lifecycleStages);
  const question = readActivityQuestion(text, state, findZone);
  const page = readPage(text);
  const { bucket, group } = readBucketCell(
    text,
    question,
    'Of the range as a whole only "new_users" is known: ask for its receipt.',
  );
  const request: Request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
  const { query, source } = compileLifecycle(request);
  const only: Request = {
    question: cellQuestion({ question, bucket, group }, null),
    state,
    buckets: [bucket],
    kept: null,
    fromEvents: true,
  };
  const behind = usersOfStage(stage, only);
  const name = `lifecycle.${stage}`;
  const periodState = stateOf(bucket, state.completeBefore.events, state.lateDays);
  return {
    question: canonicalCell(question, { metric: name, cell: bucket.period, group, page }),
    scope: question,
    page,
    definition: { name, title: `Lifecycle, ${stage}`, meaning: meanings[stage], rule: { lifecycle: stage } },
    place: { ...placeOf(bucket), state: periodState, unit: "count" },
    exists: null,
    ran: {
      query,
      source,
      read: (rows) => {
        const row = rowOf(shapeLifecycle(rows, request), { at: { period: bucket.period }, by: question.by, group });
        return { value: row[stage] as number | null, currency: null };
      },
    },
    recount: {
      query: countOfBehind(behind),
      read: ([row]) => (periodState === "future" ? null : Number(row?.["value"])),
    },
    behind,
    bases: [],
  };
}

function usersOfStage(stage: Stage, request: Request): Behind {
  const { state, buckets } = request;
  const [bucket] = buckets;
  if (bucket === undefined) throw new Error("A cell without a bucket");
  const before = bucketBefore(bucket, request);
  const source = activitySource("event", overHistory(request), state);
  const from = eventsOf(source, request, {
    within: { from: -Infinity, to: bucket.to },
    conditions: ofKinds(kindsOf("activity", request)),
  });
  const sinceBucket = sql`a."occurred_at" >= ${value(bucket.from, "timestamp")}`;
  const sinceBefore = sql`a."occurred_at" >= ${value(before.from, "timestamp")}`;
  const now = sql`count(case when ${sinceBucket} then 1 end)`;
  const last = sql`count(case when ${sinceBefore} and not (${sinceBucket}) then 1 end)`;
  const earlier = sql`count(case when not (${sinceBefore}) then 1 end)`;
  const having: Readonly<Record<Stage, Fragment>> = {
    new: sql`${now} > 0 and ${last} = 0 and ${earlier} = 0`,
    returning: sql`${now} > 0 and ${last} > 0`,
    resurrected: sql`${now} > 0 and ${last} = 0 and ${earlier} > 0`,
    dormant: sql`${now} = 0 and ${last} > 0`,
  };
  const count = (name: string, figure: Fragment) => ({ name, unit: "count", figure });
  const figures = [
    count("events_in_period", now),
    count("events_in_period_before", last),
    count("events_earlier", earlier),
  ];
  return users(from, figures, sql`\nhaving ${having[stage]}`);
}

function bucketBefore({ from }: Bucket, { question }: Request): Bucket {
  const [before] = bucketsIn({ ...question, from: from - 1, to: from }, question.grain);
  if (before === undefined) throw new Error("A bucket without one before it");
  return before;
}
