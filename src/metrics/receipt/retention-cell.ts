import { type Fragment, join, name, sql, value, withSteps } from "../../sql/fragment.ts";
import { UserError } from "../../schema/user-error.ts";
import { activitySource } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { bucketsIn, stateOf } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import { overHistory } from "../history-source.ts";
import { periodColumn } from "../period-column.ts";
import { compileRetention } from "../retention/compile-retention.ts";
import { followUpBuckets } from "../retention/follow-up-buckets.ts";
import { canonicalRetention, readRetention } from "../retention/read-retention.ts";
import type { RetentionQuestion } from "../retention/retention-question.ts";
import { shapeRetention } from "../retention/shape-retention.ts";
import type { Behind } from "./behind.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { type CellToRead, noSuchColumn, placeOf, rowOf } from "./cell-to-read.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { cellQuestion, readBucketCell, readPage } from "./receipt-question.ts";
import { eventsOf, ofKinds } from "./users-behind.ts";

/** A figure of a cohort: its size, or who returned `k` buckets on, as users or as a share of the size. */
interface Figure {
  readonly of: "size" | "values" | "rates";
  readonly k: number;
}

/** A figure of a cohort, ready to be proven: its users one by one, with when they came and when they returned. */
export function retentionCell({ text, state, findZone, column }: CellToRead): ProvenCell {
  const retention = readRetention(text, state, findZone);
  const { scope, periods } = retention;
  const figure = readFigure(column, periods);
  const page = readPage(text);
  const { bucket, group } = readBucketCell(text, scope, "A total is proven cohort by cohort.");
  const buckets = bucketsIn(scope, scope.grain);
  const request = { retention, state, buckets };
  const { query, source } = compileRetention(request);
  const only: Request = {
    question: cellQuestion({ question: scope, bucket, group }, null),
    state,
    buckets: [bucket],
    kept: null,
    fromEvents: true,
  };
  const followUp = followUpBuckets({ question: only.question, buckets: [bucket] }, figure.k + 1);
  const [cohortState, laterState] = [bucket, followUp.at(-1) ?? bucket].map((one) =>
    stateOf(one, state.completeBefore.events, state.lateDays),
  );
  const members = membersOf(figure, retention, { ...only, buckets: followUp });
  const { kind: _kind, grain: _grain, ...canonical } = canonicalRetention(retention);
  const metric = `retention.${column}`;
  return {
    question: { ...canonicalCell(scope, { metric, cell: bucket.period, group, page }), ...canonical },
    scope,
    page,
    definition: {
      name: metric,
      title: figure.of === "size" ? "Retention, size" : `Retention, ${figure.of} ${figure.k} on`,
      meaning: meaningOf(figure, retention),
      rule: { retention: figure, cohort: retention.cohort, mode: retention.mode },
    },
    place: { ...placeOf(bucket), state: cohortState ?? "future", unit: figure.of === "rates" ? "rate" : "count" },
    exists: null,
    ran: {
      query,
      source,
      read: (rows) => {
        const at = { cohort: bucket.period };
        const row = rowOf(shapeRetention(rows, request), { at, by: scope.by, group });
        return { value: figure.of === "size" ? row.size : (row[figure.of][figure.k] ?? null), currency: null };
      },
    },
    recount: {
      query: countOfMembers(members),
      read: ([row]) => {
        if (cohortState === "future") return null;
        const [size, returned] = [Number(row?.["size"]), Number(row?.["value"])];
        if (figure.of !== "rates") return returned;
        return size === 0 || laterState === "future" ? null : returned / size;
      },
    },
    behind: behindMembers(members),
    bases: [],
  };
}

function readFigure(column: string, periods: number): Figure {
  const [of = "", written = "0", ...rest] = column.split(".");
  const k = Number(written);
  const isPlace = /^\d+$/.test(written) && k < periods;
  if (rest.length === 0 && of === "size" && !column.includes(".")) return { of, k: 0 };
  if (rest.length === 0 && (of === "values" || of === "rates") && column.includes(".") && isPlace) return { of, k };
  if ((of === "values" || of === "rates") && !isPlace) {
    throw new UserError("usage", `A cohort has no "${column}".`, `Name one from ${of}.0 to ${of}.${periods - 1}.`);
  }
  throw noSuchColumn(column, ["size", `values.0 to values.${periods - 1}`, `rates.0 to rates.${periods - 1}`]);
}

function meaningOf({ of, k }: Figure, { cohort, mode }: RetentionQuestion): string {
  const who =
    cohort === "first_time" ? "whose first start event lies in the bucket" : "with a start event in the bucket";
  if (k === 0) return of === "rates" ? "The cohort itself as a share of itself." : `Users ${who}.`;
  const when = mode === "on" ? `in the bucket ${k} on` : `in the bucket ${k} on or in a later one`;
  return `${of === "rates" ? "Share of the users" : "Users"} ${who} who return ${when}.`;
}

/** The named steps `member` and `returned`; a member without a row in `returned` did not. */
interface Members {
  readonly steps: readonly { readonly name: string; readonly body: Fragment }[];
  readonly isReturned: boolean;
}

/** `request.buckets` are the cohort's and those after it up to the one in which they return. */
function membersOf({ k }: Figure, retention: RetentionQuestion, request: Request): Members {
  const { cohort, mode, startEvents, returnEvents, minOccurrences } = retention;
  const { state, buckets } = request;
  const [own, later] = [buckets[0], buckets.at(-1)];
  if (own === undefined || later === undefined) throw new Error("A cohort without a bucket");
  const source = activitySource("event", overHistory(request), state);
  const kinds = (event: readonly string[]) =>
    ofKinds(kindsOf("activity", { ...request, question: { ...request.question, event } }));
  const isFirst = cohort === "first_time";
  const start = eventsOf(source, request, {
    within: { from: isFirst ? -Infinity : own.from, to: own.to },
    conditions: kinds(startEvents),
  });
  const since = sql`having min(a."occurred_at") >= ${value(own.from, "timestamp")}`;
  const member = sql`select a."user_id" as "user_id", min(a."occurred_at") as "joined_at"
${start}
group by a."user_id"${isFirst ? sql`\n${since}` : sql``}`;
  if (k === 0) return { steps: [{ name: "member", body: member }], isReturned: false };
  const ends = eventsOf(source, request, {
    within: { from: later.from, to: mode === "on" ? later.to : Infinity },
    conditions: kinds(returnEvents),
    tellsPeriod: mode === "on_or_after",
  });
  // Occurrences are counted in one bucket; in which of the later ones they lie makes no difference.
  const period = mode === "on" ? sql`` : sql`, ${periodColumn(request, source)}`;
  const enough = sql`select a."user_id" as "user_id", min(a."occurred_at") as "returned_at"
${ends}
group by a."user_id"${period}
having count(*) >= ${value(minOccurrences, "bigint")}`;
  const returned = sql`select "user_id", min("returned_at") as "returned_at"
from "enough"
group by "user_id"`;
  return {
    steps: [
      { name: "member", body: member },
      { name: "enough", body: enough },
      { name: "returned", body: returned },
    ],
    isReturned: true,
  };
}

function countOfMembers({ steps, isReturned }: Members): Fragment {
  const joined = sql`\nleft join "returned" r on r."user_id" = m."user_id"`;
  return withSteps(
    steps,
    sql`select count(*) as "size", ${isReturned ? sql`count(r."user_id")` : sql`count(*)`} as "value"
from "member" m${isReturned ? joined : sql``}`,
  );
}

function behindMembers({ steps, isReturned }: Members): Behind {
  const columns = [
    { name: "user_id", unit: "text" },
    { name: "joined_at", unit: "instant" },
    ...(isReturned ? [{ name: "returned_at", unit: "instant" }] : []),
  ];
  const joined = sql`\njoin "returned" r on r."user_id" = m."user_id"`;
  const listed = columns.map((column) => sql`${column.name === "returned_at" ? sql`r` : sql`m`}.${name(column.name)}`);
  return {
    kind: "users",
    query: withSteps(
      steps,
      sql`select ${join(listed, ", ")}
from "member" m${isReturned ? joined : sql``}`,
    ),
    order: ["user_id"],
    columns,
  };
}
