import type { AnswerColumn, AnswerRow } from "../answer.ts";
import { stateOf } from "../buckets.ts";
import { overlapsForUsers } from "../dimensions.ts";
import { groupRows } from "../group-rows.ts";
import type { Question } from "../question.ts";
import type { RetentionRequest } from "./compile-retention.ts";
import { followUpBuckets } from "./follow-up-buckets.ts";
import type { RetentionRow, RetentionTotals } from "./retention-answer.ts";

/** Rows of a retention: every cohort in order, in it every group. */
export function shapeRetention(rows: readonly AnswerRow[], request: RetentionRequest): readonly RetentionRow[] {
  const { retention, state, buckets } = request;
  const { scope, mode, periods } = retention;
  const followUp = followUpBuckets({ question: scope, buckets }, periods);
  const w = state.completeBefore.events;
  const states = followUp.map((bucket) => stateOf(bucket, w, state.lateDays));
  const places = new Map(followUp.map(({ key }, i) => [key, i]));
  // With `on_or_after` a last return beyond the last value counts for every value.
  const placeOf = (key: number) => places.get(key) ?? followUp.length;
  const grouped = groupRows(rows, scope.by);
  const groups = grouped.groups.map((group) => {
    const cohorts = new Map<number, { readonly place: number; readonly users: number }[]>();
    for (const row of grouped.rowsOf(group)) {
      const cohort = placeOf(Number(row["cohort"]));
      const returns = cohorts.get(cohort) ?? [];
      cohorts.set(cohort, returns);
      returns.push({ place: placeOf(Number(row["returned"])), users: Number(row["users"]) });
    }
    return { named: Object.fromEntries(scope.by.map((dimension, i) => [dimension, group[i] ?? null])), cohorts };
  });
  return buckets.flatMap((bucket, i) =>
    groups.map(({ named, cohorts }) => {
      const returns = cohorts.get(i) ?? [];
      const counted = (k: number) => (place: number) => (k === 0 || mode === "on" ? place === i + k : place >= i + k);
      const values = Array.from({ length: periods }, (_, k) => {
        if (states[i] === "future") return null;
        const isCounted = counted(k);
        return returns.reduce((sum, { place, users }) => sum + (isCounted(place) ? users : 0), 0);
      });
      const size = values[0] ?? null;
      return {
        cohort: bucket.period,
        state: states[i] ?? "future",
        ...named,
        size,
        values,
        rates: values.map((value, k) => (value === null || !size || states[i + k] === "future" ? null : value / size)),
        complete: values.map((_, k) => states[i + k] === "provisional" || states[i + k] === "closed"),
      };
    }),
  );
}

/** All cohorts together: each period's returns over the users of the cohorts for which it is complete. */
export function retentionTotals(rows: readonly RetentionRow[], periods: number): RetentionTotals {
  const sum = (figures: readonly (number | null)[]) =>
    figures.reduce<number>((total, figure) => total + (figure ?? 0), 0);
  const places = Array.from({ length: periods }, (_, k) => k);
  const complete = places.map((k) => rows.filter((row) => row.complete[k] === true));
  const values = complete.map((cohorts, k) => sum(cohorts.map((row) => row.values[k] ?? 0)));
  const exposed = complete.map((cohorts) => sum(cohorts.map(({ size }) => size)));
  return {
    size: sum(rows.map(({ size }) => size)),
    values,
    exposed,
    rates: values.map((value, k) => (exposed[k] === 0 || exposed[k] === undefined ? null : value / exposed[k])),
  };
}

/** What the columns of a retention's rows mean; `values` and `complete` are lists. */
export function retentionColumns(question: Question): readonly AnswerColumn[] {
  const plain = { additive: false, overlapping: false };
  const overlapping = question.by.some(overlapsForUsers);
  return [
    { ...plain, name: "cohort", unit: question.grain === "hour" ? "instant" : "date" },
    { ...plain, name: "state", unit: "state" },
    ...question.by.map((name) => ({ ...plain, name, unit: "text", overlapping: overlapsForUsers(name) })),
    { ...plain, name: "size", unit: "count", overlapping },
    { ...plain, name: "values", unit: "count", overlapping },
    { ...plain, name: "complete", unit: "flag" },
  ];
}
