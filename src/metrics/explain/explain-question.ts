import { UserError } from "../../schema/user-error.ts";
import { bucketsIn } from "../buckets.ts";
import { compareRange } from "../compare-range.ts";
import type { DataState } from "../data-state.ts";
import { choosableEvents, type Metric, subjectOf } from "../metric.ts";
import type { Question, QuestionText } from "../question.ts";
import { type FindZone, readQuestion } from "../read-question.ts";

/** What is to be explained, as it is typed; `by` are the dimensions to look along. */
export interface ExplainText extends Pick<
  QuestionText,
  "from" | "to" | "by" | "where" | "event" | "compare" | "basis" | "timezone" | "weekStart"
> {
  readonly metric: string;
}

/** A checked question of why a metric moved: the range as one, and the range it is compared with. */
export interface ExplainQuestion {
  readonly metric: Metric;
  /** Both at grain total, without a breakdown. */
  readonly now: Question;
  readonly before: Question;
  readonly dimensions: readonly string[];
}

/**
 * Check what is to be explained. It is compared with the range before unless it names another. UserError `usage` where it
 * cannot be asked, `nothing_loaded` where there is nothing to ask.
 */
export function readExplain(text: ExplainText, state: DataState, findZone: FindZone): ExplainQuestion {
  const { metric: name, compare = "previous", ...rest } = text;
  const question = readQuestion({ metrics: [name], compare, ...rest }, state, findZone);
  const [metric] = question.metrics;
  if (metric === undefined || question.compare === null) throw new Error("A question without a metric or a comparison");
  const range = metric.fixedGrain === null ? question : onlyBucket(question, metric);
  const whole: Question = { ...question, from: range.from, to: range.to };
  const then = compareRange(metric.fixedGrain === null ? { ...whole, grain: "total" } : whole, question.compare);
  const total: Question = { ...whole, grain: "total", by: [], top: null, compare: null };
  return {
    metric,
    now: total,
    before: { ...total, ...then },
    dimensions: question.by.length > 0 ? question.by : defaultDimensions(metric),
  };
}

function onlyBucket(question: Question, metric: Metric): { readonly from: number; readonly to: number } {
  const [only, ...others] = bucketsIn(question, question.grain);
  if (only !== undefined && others.length === 0) return only;
  throw new UserError(
    "usage",
    `"${metric.name}" is counted by ${question.grain}: several ${question.grain}s have no one figure that moved.`,
    `Name one ${question.grain} with --from and --to, or ask for "active_users" over the whole range.`,
  );
}

/** Where people look first. */
function defaultDimensions(metric: Metric): readonly string[] {
  if (metric.measure.kind === "cancelled_arr") {
    return ["plan", "billing_interval", "country", "platform", "cancel_reason", "cancel_type"];
  }
  if (subjectOf(metric) === "subscription") return ["plan", "billing_interval", "country", "platform"];
  return ["platform", "country", "user_type", ...(choosableEvents(metric.measure) === null ? [] : ["event_name"])];
}
