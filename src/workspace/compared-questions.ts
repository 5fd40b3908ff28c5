import { readActivityQuestion } from "../metrics/activity-question.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import { catalogue } from "../metrics/catalogue.ts";
import { compile } from "../metrics/compile.ts";
import type { DataState } from "../metrics/data-state.ts";
import { dimensionsOf } from "../metrics/dimensions.ts";
import { compileLifecycle } from "../metrics/lifecycle/compile-lifecycle.ts";
import { grainsOf, type Metric, subjectOf } from "../metrics/metric.ts";
import type { QuestionText } from "../metrics/question.ts";
import { lacksMargin } from "../metrics/question-checks.ts";
import { readQuestion } from "../metrics/read-question.ts";
import { compileRetention } from "../metrics/retention/compile-retention.ts";
import { readRetention } from "../metrics/retention/read-retention.ts";
import { compileStickinessHistogram } from "../metrics/stickiness/compile-stickiness-histogram.ts";
import type { Fragment } from "../sql/fragment.ts";
import { readTimezone } from "./timezone.ts";

/** A question whose rows must be the same on every engine. */
export interface ComparedQuestion {
  /** The metric, or the command, that it belongs to. */
  readonly metric: string;
  /** How a person would put it. */
  readonly question: string;
  readonly query: Fragment;
}

/** Questions of one metric. */
interface MetricQuestions {
  readonly metric: string;
  readonly questions: readonly ComparedQuestion[];
}

/** For every metric and command what is compared: each grain, each breakdown, a filter, and the events read anew. */
export function comparedQuestions(state: DataState): readonly MetricQuestions[] {
  const has = { activity: state.days.events !== null, subscription: state.days.subscriptions !== null };
  return [
    ...catalogue
      .filter((metric) => has[subjectOf(metric)] && !lacksMargin(metric, state))
      .map((metric) => ({ metric: metric.name, questions: questionsAbout(metric, state) })),
    ...(has.activity ? [...activityCommands(state)] : []),
  ];
}

function questionsAbout(metric: Metric, state: DataState): readonly ComparedQuestion[] {
  const metrics = [metric.name];
  const grains = grainsOf(metric).filter((grain) => grain !== "hour");
  const grain = grains.includes("month") ? "month" : metric.defaultGrain;
  // A row for each user would be the whole table; every user is in the other breakdowns already.
  const left = ["user_id", "properties.*", ...(state.days.subscriptions === null ? ["plan", "billing_interval"] : [])];
  const dimensions = dimensionsOf(metric).filter((name) => !left.includes(name));
  const asked: readonly { readonly text: QuestionText; readonly fromEvents: boolean }[] = [
    ...grains.map((each) => ({ text: { metrics, grain: each }, fromEvents: false })),
    ...dimensions.map((dimension) => ({ text: { metrics, grain, by: [dimension] }, fromEvents: false })),
    { text: { metrics, grain, by: dimensions.slice(0, 2), where: ["country!=Unknown"] }, fromEvents: false },
    ...(subjectOf(metric) === "activity" ? [{ text: { metrics, grain }, fromEvents: true }] : []),
  ];
  return asked.map(({ text, fromEvents }) => {
    const question = readQuestion(text, state, readTimezone);
    const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null, fromEvents };
    return { metric: metric.name, question: spoken(text, fromEvents), query: compile(metric, request).query };
  });
}

function spoken({ grain, by = [], where = [] }: QuestionText, fromEvents: boolean): string {
  const parts = [`grain ${grain}`, ...by.map((name) => `by ${name}`), ...where.map((filter) => `where ${filter}`)];
  return [...parts, ...(fromEvents ? ["from events"] : [])].join(", ");
}

function activityCommands(state: DataState): readonly MetricQuestions[] {
  const month = readActivityQuestion({ grain: "month" }, state, readTimezone);
  const buckets = bucketsIn(month, "month");
  const request = { question: month, state, buckets, kept: null };
  const retention = readRetention({ grain: "month" }, state, readTimezone);
  const one = (metric: string, query: Fragment): MetricQuestions => ({
    metric,
    questions: [{ metric, question: "grain month", query }],
  });
  return [
    one("lifecycle", compileLifecycle(request).query),
    one("retention", compileRetention({ retention, state, buckets: bucketsIn(retention.scope, "month") }).query),
    one("stickiness histogram", compileStickinessHistogram(request).query),
  ];
}
