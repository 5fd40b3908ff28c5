import { type Fragment, join, name, sql, value, withSteps } from "../../sql/fragment.ts";
import { activitySource } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { bucketKey } from "../bucket-key.ts";
import type { Bucket } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import { overHistory } from "../history-source.ts";
import { periodColumn } from "../period-column.ts";
import type { RetentionQuestion } from "../retention/retention-question.ts";
import type { Behind } from "./behind.ts";
import { eventsOf, ofKinds } from "./users-behind.ts";

/** A cohort, and the bucket in which, or from which on, its users are looked for; the same bucket: they need not return. */
export interface Pair {
  readonly cohort: Bucket;
  readonly later: Bucket;
}

/** The named steps `member` and `returned`, a row for each user of each cohort; one without a row in `returned` did not. */
export interface Members {
  readonly steps: readonly { readonly name: string; readonly body: Fragment }[];
  readonly isReturned: boolean;
  /** The unit of the column `cohort`. */
  readonly unit: "date" | "instant";
}

/** Who is in the cohorts of `pairs`, buckets of `request` one after the other, and who of them returned. */
export function membersOf(retention: RetentionQuestion, request: Request, pairs: readonly Pair[]): Members {
  const { cohort, mode, startEvents, returnEvents, minOccurrences } = retention;
  const { state, question } = request;
  const source = activitySource("event", overHistory(request), state);
  const eventsIn = (event: readonly string[], within: { readonly from: number; readonly to: number }, as: string) => {
    const kinds = kindsOf("activity", { ...request, question: { ...question, event } });
    return sql`select a."user_id" as "user_id", ${periodColumn(request, source)} as ${name(as)}, a."occurred_at" as "occurred_at"
${eventsOf(source, request, { within, conditions: ofKinds(kinds), tellsPeriod: true })}`;
  };
  const from = pairs[0]?.cohort.from ?? 0;
  const to = pairs.at(-1)?.cohort.to ?? from;
  const isFirst = cohort === "first_time";
  const start = eventsIn(startEvents, { from: isFirst ? -Infinity : from, to }, "cohort");
  const member = isFirst
    ? sql`select "user_id", min("cohort") as "cohort", min("occurred_at") as "joined_at"
from "start"
group by "user_id"
having min("occurred_at") >= ${value(from, "timestamp")}`
    : sql`select "user_id", "cohort", min("occurred_at") as "joined_at"
from "start"
group by "user_id", "cohort"`;
  const unit = question.grain === "hour" ? "instant" : "date";
  const joined = [
    { name: "start", body: start },
    { name: "member", body: member },
  ];
  if (pairs.every(({ cohort: own, later }) => own.key === later.key)) return { steps: joined, isReturned: false, unit };
  const returns = {
    from: pairs[0]?.later.from ?? 0,
    to: mode === "on" ? (pairs.at(-1)?.later.to ?? 0) : Infinity,
  };
  const key = (bucket: Bucket) => bucketKey(bucket.key, question);
  const pair = join(
    pairs.map((one) => sql`select ${key(one.cohort)} as "cohort", ${key(one.later)} as "later"`),
    "\nunion all\n",
  );
  const enough = sql`select "user_id", "returned", min("occurred_at") as "returned_at"
from "return"
group by "user_id", "returned"
having count(*) >= ${value(minOccurrences, "bigint")}`;
  // ClickHouse would call m."user_id" so.
  const returned = sql`select m."user_id" as "user_id", m."cohort" as "cohort", min(e."returned_at") as "returned_at"
from "member" m
join "pair" p on p."cohort" = m."cohort"
join "enough" e on e."user_id" = m."user_id" and e."returned" ${mode === "on" ? sql`=` : sql`>=`} p."later"
group by m."user_id", m."cohort"`;
  return {
    steps: [
      ...joined,
      { name: "pair", body: pair },
      { name: "return", body: eventsIn(returnEvents, returns, "returned") },
      { name: "enough", body: enough },
      { name: "returned", body: returned },
    ],
    isReturned: true,
    unit,
  };
}

const sameMember = sql`r."user_id" = m."user_id" and r."cohort" = m."cohort"`;

/** How many members there are, as `size`, and how many of them returned, as `value`. */
export function countOfMembers({ steps, isReturned }: Members): Fragment {
  return withSteps(
    steps,
    sql`select count(*) as "size", ${isReturned ? sql`count(r."user_id")` : sql`count(*)`} as "value"
from "member" m${isReturned ? sql`\nleft join "returned" r on ${sameMember}` : sql``}`,
  );
}

/** The members who returned, or all of them where they need not. */
export function behindMembers({ steps, isReturned, unit }: Members): Behind {
  const columns = [
    { name: "user_id", unit: "text" },
    { name: "cohort", unit },
    { name: "joined_at", unit: "instant" },
    ...(isReturned ? [{ name: "returned_at", unit: "instant" }] : []),
  ];
  const listed = columns.map((column) => {
    const of = column.name === "returned_at" ? sql`r` : sql`m`;
    return sql`${of}.${name(column.name)} as ${name(column.name)}`;
  });
  return {
    kind: "users",
    query: withSteps(
      steps,
      sql`select ${join(listed, ", ")}
from "member" m${isReturned ? sql`\njoin "returned" r on ${sameMember}` : sql``}`,
    ),
    order: ["user_id", "cohort"],
    columns,
  };
}
