import { divideRounded } from "../schema/money.ts";
import type { AnswerRow } from "./answer.ts";
import type { DataState } from "./data-state.ts";
import { type Metric, unitOf } from "./metric.ts";

/** How a metric's figure is read off a row of its query. Every division of an answer happens here. */
export interface Cell {
  /** The figure of the bucket (or day) that the row is about; of the bucket so many days are complete. */
  at(row: AnswerRow, completeDays: number): number | null;
  /** The figure of a later bucket that has no row of its own, where the query is read `as_of`. */
  after(row: AnswerRow): number | null;
  /** The figure where there is no row at all: counts and amounts are 0, rates and averages unknown. */
  readonly empty: number | null;
}

/** What of the state of the data a division needs. */
export type CellState = Pick<DataState, "grossMarginBasisPoints">;

/** How the figures of `metric` stand in rows: an integer in `column`, or integers that are divided here. */
export function cellOf(metric: Metric, column: string, { grossMarginBasisPoints }: CellState): Cell {
  const { measure } = metric;
  if (measure.kind === "retained_arr") {
    const at = (row: AnswerRow) => rate(Number(row[measure.form]), Number(row["opening"]));
    return { at, after: (row) => rate(Number(row["closing"]), Number(row["closing"])), empty: null };
  }
  if (measure.kind === "lifetime_value") {
    const margin = measure.of === "revenue" ? wholeMargin : (grossMarginBasisPoints ?? 0);
    return { at: (row) => lifetimeValue(row, margin), after: () => null, empty: null };
  }
  if (measure.kind === "stickiness") {
    const at = (row: AnswerRow, days: number) => rate(Number(row["numerator"]), days * Number(row["denominator"]));
    return { at, after: () => null, empty: null };
  }
  if (unitOf(metric) === "rate" || measure.kind === "arr_per_customer") {
    const divide = unitOf(metric) === "rate" ? rate : amountPer;
    const at = (row: AnswerRow) => divide(Number(row["numerator"]), Number(row["denominator"]));
    return { at, after: at, empty: null };
  }
  const at = (row: AnswerRow) => Number(row[column]);
  return { at, after: at, empty: 0 };
}

function rate(numerator: number, denominator: number): number | null {
  return denominator === 0 ? null : numerator / denominator;
}

/** Basis points of a whole. */
const wholeMargin = 10_000;

/** (ARR ÷ 12 ÷ customers) ÷ (lost ÷ exposed), times the margin: one division, in integers. Null where nobody was lost. */
function lifetimeValue(row: AnswerRow, marginBasisPoints: number): number | null {
  const [arr, customers, lost, exposed] = ["arr", "customers", "lost", "exposed"].map((name) =>
    BigInt(Number(row[name])),
  );
  const under = 12n * (customers ?? 0n) * (lost ?? 0n) * BigInt(wholeMargin);
  if (under === 0n) return null;
  return Number(divideRounded((arr ?? 0n) * (exposed ?? 0n) * BigInt(marginBasisPoints), under));
}

function amountPer(amount: number, count: number): number | null {
  return count === 0 ? null : Number(divideRounded(BigInt(amount), BigInt(count)));
}
