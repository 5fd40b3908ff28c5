import { sql, value } from "../../sql/fragment.ts";
import { UserError } from "../../schema/user-error.ts";
import { readActivityQuestion } from "../activity-question.ts";
import { activitySource } from "../activity-source.ts";
import { kindsOf } from "../activity-step.ts";
import { bucketsIn, stateOf } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import { endsOf, periodColumn } from "../period-column.ts";
import { compileStickinessHistogram } from "../stickiness/compile-stickiness-histogram.ts";
import { shapeStickiness } from "../stickiness/shape-stickiness.ts";
import type { Behind } from "./behind.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { type CellToRead, noSuchColumn, placeOf, rowOf } from "./cell-to-read.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { checkGroup, groupQuestion, readPage } from "./receipt-question.ts";
import { countOfBehind, eventsOf, ofKinds, users } from "./users-behind.ts";

/** A row of a stickiness's histogram, ready to be proven: the users who were active in exactly so many buckets. */
export function stickinessCell({ text, state, findZone, column }: CellToRead): ProvenCell {
  if (column !== "users") throw noSuchColumn(column, ["users"]);
  const question = readActivityQuestion(text, state, findZone);
  const page = readPage(text);
  const group = text.group ?? [];
  const request: Request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
  const activePeriods = readPeriods(text.cell, request.buckets.length);
  checkGroup(group, question.by);
  const { query, source } = compileStickinessHistogram(request);
  const { first, last } = endsOf(request);
  const range = { period: String(activePeriods), from: first.from, to: last.to };
  const behind = usersOf(activePeriods, {
    ...request,
    question: groupQuestion(question, group, null),
    fromEvents: true,
  });
  return {
    question: canonicalCell(question, { metric: "stickiness.users", cell: range.period, group, page }),
    scope: question,
    page,
    definition: {
      name: "stickiness.users",
      title: "Stickiness, users",
      meaning: "Users who are active in exactly so many buckets of the range.",
      rule: { stickiness: "users" },
    },
    place: {
      ...placeOf(range),
      state: stateOf({ ...last, from: first.from }, state.completeBefore.events, state.lateDays),
      unit: "count",
    },
    exists: null,
    ran: {
      query,
      source,
      read: (rows) => {
        const row = rowOf(shapeStickiness(rows, request), { at: { activePeriods }, by: question.by, group });
        return { value: Number(row["users"]), currency: null };
      },
    },
    recount: { query: countOfBehind(behind), read: ([row]) => Number(row?.["value"]) },
    behind,
    bases: [],
  };
}

function readPeriods(cell: string | undefined, most: number): number {
  const periods = Number(cell);
  if (cell !== undefined && /^\d+$/.test(cell) && periods >= 1 && periods <= most) return periods;
  throw new UserError(
    "usage",
    `A stickiness's cell is a number of periods, not "${cell ?? "total"}".`,
    `Name one from 1 to ${most} with --cell; all of them together are "active_users".`,
  );
}

function usersOf(periods: number, request: Request): Behind {
  const source = activitySource("event", request.question, request.state);
  const { first, last } = endsOf(request);
  const from = eventsOf(source, request, {
    within: { from: first.from, to: last.to },
    conditions: ofKinds(kindsOf("activity", request)),
    tellsPeriod: true,
  });
  const active = sql`count(distinct ${periodColumn(request, source)})`;
  return users(
    from,
    [{ name: "active_periods", unit: "count", figure: active }],
    sql`\nhaving ${active} = ${value(periods, "bigint")}`,
  );
}
