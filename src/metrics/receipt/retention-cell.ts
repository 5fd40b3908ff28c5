import { UserError } from "../../schema/user-error.ts";
import { type Bucket, bucketsIn, stateOf } from "../buckets.ts";
import type { Request } from "../compiled.ts";
import type { Question } from "../question.ts";
import { compileRetention } from "../retention/compile-retention.ts";
import { followUpBuckets } from "../retention/follow-up-buckets.ts";
import { canonicalRetention, readRetention } from "../retention/read-retention.ts";
import type { RetentionRow, RetentionTotals } from "../retention/retention-answer.ts";
import type { RetentionQuestion } from "../retention/retention-question.ts";
import { retentionTotals, shapeRetention } from "../retention/shape-retention.ts";
import { canonicalCell } from "./canonical-cell.ts";
import { type CellToRead, noSuchColumn, placeOf, rowOf } from "./cell-to-read.ts";
import { behindMembers, countOfMembers, membersOf, type Pair } from "./cohort-members.ts";
import type { ProvenCell } from "./proven-cell.ts";
import { cellQuestion, readBucketCell, readPage, totalHasNoGroup } from "./receipt-question.ts";

/**
 * A figure of a cohort, or of all of them: how many they are, who returned `k` buckets on, as users or as a share; of all
 * cohorts also how many users stand behind that share (`exposed`).
 */
interface Figure {
  readonly of: "size" | "values" | "rates" | "exposed";
  readonly k: number;
}

/** A figure of a retention, ready to be proven: its users one by one, with when they came and when they returned. */
export function retentionCell({ text, state, findZone, column }: CellToRead): ProvenCell {
  const retention = readRetention(text, state, findZone);
  const { periods } = retention;
  const page = readPage(text);
  const isTotal = (text.cell ?? "total") === "total";
  if (isTotal && (text.group ?? []).length > 0) throw totalHasNoGroup();
  const figure = readFigure(column, { periods, isTotal });
  // Groups overlap: under all rows everybody is counted again, without the breakdown.
  const scope = isTotal ? { ...retention.scope, by: [] } : retention.scope;
  const { bucket, group } = isTotal
    ? { bucket: wholeOf(scope), group: [] }
    : readBucketCell(text, scope, 'Or name "total".');
  const request = { retention: { ...retention, scope }, state, buckets: bucketsIn(scope, scope.grain) };
  const { query, source } = compileRetention(request);
  const cohorts = isTotal ? request.buckets : [bucket];
  const only: Request = {
    question: isTotal ? scope : cellQuestion({ question: scope, bucket, group }, null),
    state,
    buckets: cohorts,
    kept: null,
    fromEvents: true,
  };
  const pairs = pairsOf(figure, only, isTotal);
  const members = membersOf(retention, only, pairs);
  const periodState = (one: Bucket) => stateOf(one, state.completeBefore.events, state.lateDays);
  const { kind: _kind, grain: _grain, ...canonical } = canonicalRetention(retention);
  const metric = `retention.${column}`;
  const cell = isTotal ? "total" : bucket.period;
  return {
    question: { ...canonicalCell(scope, { metric, cell, group, page }), ...canonical, by: scope.by },
    scope,
    page,
    definition: {
      name: metric,
      title: figure.of === "size" ? "Retention, size" : `Retention, ${figure.of} ${figure.k} on`,
      meaning: `${meaningOf(figure, retention)}${isTotal ? " All cohorts together, as far as they are complete." : ""}`,
      rule: { retention: figure, cohort: retention.cohort, mode: retention.mode },
    },
    place: { ...placeOf(bucket), state: periodState(bucket), unit: figure.of === "rates" ? "rate" : "count" },
    exists: null,
    ran: {
      query,
      source,
      read: (rows) => {
        const shaped = shapeRetention(rows, request);
        const told = isTotal
          ? retentionTotals(shaped, periods)
          : rowOf(shaped, { at: { cohort: bucket.period }, by: scope.by, group });
        return { value: toldIn(told, figure), currency: null };
      },
    },
    recount: {
      query: countOfMembers(members),
      read: ([row]) => {
        if (!isTotal && periodState(bucket) === "future") return null;
        const [size, returned] = [Number(row?.["size"]), Number(row?.["value"])];
        if (figure.of !== "rates") return returned;
        const isBegun = isTotal || pairs.some(({ later }) => periodState(later) !== "future");
        return size === 0 || !isBegun ? null : returned / size;
      },
    },
    behind: behindMembers(members),
    bases: [],
  };
}

/** The range as one bucket, under which all cohorts stand. */
function wholeOf(scope: Question): Bucket {
  const [whole] = bucketsIn(scope, "total");
  if (whole === undefined) throw new Error("A range without a bucket");
  return whole;
}

function toldIn(told: RetentionRow | RetentionTotals, { of, k }: Figure): number | null {
  if (of === "size") return told.size;
  if (of === "exposed") return "exposed" in told ? (told.exposed[k] ?? null) : null;
  return told[of][k] ?? null;
}

/** The cohorts that make the figure: of a total those that are complete `k` buckets on; of its size all that have begun. */
function pairsOf({ of, k }: Figure, { question, state, buckets }: Request, isTotal: boolean): readonly Pair[] {
  const followUp = followUpBuckets({ question, buckets }, k + 1);
  const w = state.completeBefore.events;
  const pairs = buckets.flatMap((cohort, i) => {
    const later = followUp[i + k];
    return later === undefined ? [] : [{ cohort, later }];
  });
  if (!isTotal) return pairs;
  const states = of === "size" ? ["open", "provisional", "closed"] : ["provisional", "closed"];
  const told = pairs.filter(({ later }) => states.includes(stateOf(later, w, state.lateDays)));
  return of === "exposed" ? told.map(({ cohort }) => ({ cohort, later: cohort })) : told;
}

function readFigure(
  column: string,
  { periods, isTotal }: { readonly periods: number; readonly isTotal: boolean },
): Figure {
  const [of = "", written, ...rest] = column.split(".");
  if (column === "size") return { of: "size", k: 0 };
  const listed = isTotal ? (["values", "rates", "exposed"] as const) : (["values", "rates"] as const);
  const list = listed.find((one) => one === of);
  if (list === undefined || written === undefined || rest.length > 0) {
    throw noSuchColumn(column, ["size", ...listed.map((one) => `${one}.0 to ${one}.${periods - 1}`)]);
  }
  const k = Number(written);
  if (/^\d+$/.test(written) && k < periods) return { of: list, k };
  throw new UserError("usage", `A cohort has no "${column}".`, `Name one from ${list}.0 to ${list}.${periods - 1}.`);
}

function meaningOf({ of, k }: Figure, { cohort, mode }: RetentionQuestion): string {
  const who =
    cohort === "first_time" ? "whose first start event lies in the bucket" : "with a start event in the bucket";
  if (of === "exposed") return `Users ${who}, as far as the bucket ${k} on is complete.`;
  if (k === 0) return of === "rates" ? "The cohort itself as a share of itself." : `Users ${who}.`;
  const when = mode === "on" ? `in the bucket ${k} on` : `in the bucket ${k} on or in a later one`;
  return `${of === "rates" ? "Share of the users" : "Users"} ${who} who return ${when}.`;
}
