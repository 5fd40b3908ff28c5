import { UserError } from "../../schema/user-error.ts";
import { type Bucket, bucketsIn } from "../buckets.ts";
import type { KeptValues } from "../compiled.ts";
import type { DataState } from "../data-state.ts";
import type { Group } from "../figures.ts";
import type { FunnelText } from "../funnel/funnel-question.ts";
import type { Metric } from "../metric.ts";
import type { Filter, Question, QuestionText } from "../question.ts";
import { unknown } from "../question-filters.ts";
import { type FindZone, readQuestion } from "../read-question.ts";
import { isColumn } from "../waterfall/column-metrics.ts";
import { type FxMode, readFxMode } from "../waterfall/waterfall-question.ts";
import type { RetentionText } from "../retention/retention-question.ts";

/**
 * A receipt as it is asked for: the question whose answer shows the figure, and which of its cells is meant. `metrics` is
 * one metric, a column of an ARR row (`arr.churn`), or a figure of a lifecycle (`lifecycle.dormant`), of a stickiness
 * (`stickiness.users`), of a retention (`retention.size`, `retention.values.3`, `retention.rates.3`, and of all cohorts `retention.exposed.3`) or of a funnel
 * (`funnel.users`, `funnel.conversion`, `funnel.medianSeconds`, `funnel.averageSeconds`), whose parameters then stand
 * beside; or of an explanation who came and went, and what a kind of movement added (`explain.mau.dormant`,
 * `explain.gross_arr.churn`), with its `compare`, and with one dimension as `by` for a segment;
 * or of another policy's ledger `policies.stripe.closing` and `policies.stripe.churn`, by currency.
 */
export interface ReceiptText
  extends QuestionText, Partial<Omit<RetentionText, "metrics">>, Partial<Omit<FunnelText, "metrics">> {
  /**
   * The row's `period` (a retention's `cohort`, a stickiness's `activePeriods`, a funnel's `step`) as the answer prints
   * it; default `total`, the cell under all rows.
   */
  readonly cell?: string | undefined;
  /** The row's groups, one for each `by`, in its order; none for the total. */
  readonly group?: readonly string[] | undefined;
  /** At which rates a column of an ARR row is converted, as `arr` takes it. */
  readonly fx?: string | undefined;
  /** How many of the rows behind the cell are listed; default: none are, they are only counted. */
  readonly limit?: string | undefined;
  /** How many of them are passed over; default 0. */
  readonly offset?: string | undefined;
}

/** Which of the rows behind a cell are listed; null: none. */
export interface Page {
  readonly limit: number;
  readonly offset: number;
}

/** One figure of an answer: one metric, one period, one group. */
export interface ReceiptQuestion {
  /** The question whose answer shows the cell, about its metric alone; for the total, the question of the total. */
  readonly question: Question;
  readonly metric: Metric;
  readonly isTotal: boolean;
  readonly bucket: Bucket;
  readonly group: Group;
  readonly page: Page | null;
  /** At which rates a column of an ARR row is converted, where the question names a currency. */
  readonly fx: FxMode;
}

/** Most rows that one page of a receipt lists. */
const mostRows = 10_000;

/** Check which cell is meant. UserError `usage` where there is none such. */
export function readReceipt(text: ReceiptText, state: DataState, findZone: FindZone): ReceiptQuestion {
  const { cell = "total", group = [], limit: _limit, offset: _offset, fx: _fx, ...asked } = text;
  const question = readQuestion(asked, state, findZone);
  const [metric, ...others] = question.metrics;
  if (metric === undefined || others.length > 0) {
    throw new UserError("usage", "A receipt is of one metric.", "Name one metric; ask for the others one by one.");
  }
  const page = readPage(text);
  const fx = isColumn(metric) ? readFxMode(text) : "constant";
  if (cell === "total") return { ...totalOf(question, metric, group), metric, isTotal: true, page, fx };
  return { question, metric, isTotal: false, ...readBucketCell(text, question, 'Or name "total".'), page, fx };
}

/** A bucket of an answer, and a group in it. */
export type BucketCell = Pick<ReceiptQuestion, "question" | "bucket" | "group">;

/** The bucket and group that the text names. UserError `usage`, with the way out `otherwise`, where the answer has none such. */
export function readBucketCell(
  { cell = "total", group = [] }: Pick<ReceiptText, "cell" | "group">,
  question: Question,
  otherwise: string,
): Omit<BucketCell, "question"> {
  checkGroup(group, question.by);
  const buckets = bucketsIn(question, question.grain);
  const bucket = buckets.find(({ period }) => period === cell);
  if (bucket !== undefined) return { bucket, group };
  throw new UserError(
    "usage",
    `No cell "${cell}" is in that answer.`,
    `Its periods run from ${buckets[0]?.period ?? ""} to ${buckets.at(-1)?.period ?? ""}, by ${question.grain}. ${otherwise}`,
  );
}

/** UserError `usage` where not every dimension of the breakdown has its group. */
export function checkGroup(group: Group, by: readonly string[]): void {
  if (group.length === by.length) return;
  const asks = by.length === 0 ? "no group" : `a group for each of ${by.join(", ")}`;
  throw new UserError(
    "usage",
    `The cell needs ${asks}, but ${group.length} ${group.length === 1 ? "is" : "are"} named.`,
    "Give one --group for every --by, in the same order.",
  );
}

/** UserError `usage`: the cell under all rows is of everybody. */
export function totalHasNoGroup(): UserError {
  return new UserError(
    "usage",
    "The total has no group.",
    "Name the row's period with --cell, or filter with --where.",
  );
}

/** The total is the same question without its breakdown at grain total; of a fixed grain it is its only bucket. */
function totalOf(question: Question, metric: Metric, group: readonly string[]) {
  if (group.length > 0) throw totalHasNoGroup();
  const buckets = bucketsIn(question, question.grain);
  const [only, ...others] = buckets;
  if (metric.fixedGrain !== null && (only === undefined || others.length > 0)) {
    throw new UserError(
      "usage",
      `"${metric.name}" has no total over several ${metric.fixedGrain}s: distinct users are never summed.`,
      `Name one with --cell ${only?.period ?? "PERIOD"}, or ask for "active_users".`,
    );
  }
  const range = metric.fixedGrain === null ? question : (only ?? question);
  const total: Question = { ...question, from: range.from, to: range.to, grain: "total", by: [], top: null };
  const [bucket] = bucketsIn(total, "total");
  if (bucket === undefined) throw new Error("A range without a bucket");
  return { question: total, bucket, group: [] };
}

/** Which of the rows behind the cell are asked for. UserError `usage` where that is no page. */
export function readPage({ limit, offset }: Pick<ReceiptText, "limit" | "offset">): Page | null {
  if (limit === undefined && offset === undefined) return null;
  return {
    limit: readCount(limit ?? "100", { least: 1, most: mostRows, name: "limit" }),
    offset: readCount(offset ?? "0", { least: 0, most: Number.MAX_SAFE_INTEGER, name: "offset" }),
  };
}

function readCount(
  text: string,
  { least, most, name }: { readonly least: number; readonly most: number; readonly name: string },
): number {
  const count = Number(text);
  if (/^\d{1,16}$/.test(text) && count >= least && count <= most) return count;
  throw new UserError(
    "usage",
    `"${text}" is no ${name}.`,
    name === "limit" ? `It is a whole number from 1 to ${most}.` : "It is a whole number from 0.",
  );
}

/**
 * The question about the cell alone: its bucket is the range, its group a filter, nothing is broken down. `kept` are the
 * values that keep their name where the rest is Other.
 */
export function cellQuestion({ question, bucket, group }: BucketCell, kept: KeptValues): Question {
  const range = question.grain === "total" ? question : bucket;
  return { ...groupQuestion(question, group, kept), from: range.from, to: range.to };
}

/** The question about one group alone, which is a filter then. */
export function groupQuestion(question: Question, group: Group, kept: KeptValues): Question {
  const filters = question.by.map((dimension, i) => groupFilter(dimension, group[i] ?? unknown, kept));
  return { ...question, by: [], where: [...question.where, ...filters], top: null, compare: null };
}

/** The filter that leaves what an answer shows as the group `name`. */
function groupFilter(dimension: string, name: string, kept: KeptValues): Filter {
  if (name === unknown) return { dimension, operator: "is", values: kept === null ? [null, unknown] : [null] };
  if (kept === null || (kept.includes(name) && name !== "Other")) return { dimension, operator: "is", values: [name] };
  return { dimension, operator: "is_not", values: kept.filter((value) => value !== "Other") };
}
