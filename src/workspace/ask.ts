import type { Answer, MetricDescription } from "../metrics/answer.ts";
import { bucketsIn } from "../metrics/buckets.ts";
import { catalogue, describeMetric } from "../metrics/catalogue.ts";
import { compile } from "../metrics/compile.ts";
import type { DataState } from "../metrics/data-state.ts";
import { basisOf } from "../metrics/policy/arr-policy.ts";
import type { QuestionText } from "../metrics/question.ts";
import { readQuestion } from "../metrics/read-question.ts";
import { dialects } from "../sql/dialects.ts";
import type { Fragment } from "../sql/fragment.ts";
import { print } from "../sql/print.ts";
import type { Reader } from "../warehouse/warehouse.ts";
import { answer } from "./answer.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";

/** Answer a question as it was typed. UserErrors: `usage` where it cannot be asked, `nothing_loaded` before any load. */
export async function ask(ws: Workspace, question: QuestionText): Promise<Answer> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    return answer(readQuestion(question, state, readTimezone), { state, run: (query) => reader.run(query) });
  });
}

/** Every metric that can be asked. */
export function describeMetrics({ config }: Pick<Workspace, "config">): readonly MetricDescription[] {
  return [...catalogue, ...config.ownMetrics].map(describeMetric);
}

/** One metric's query in one dialect. */
export interface ExplainedSql {
  readonly metric: string;
  readonly dialect: string;
  readonly sql: string;
  readonly parameters: readonly (string | number | null)[];
}

/** The SQL of a question, metric by metric, in every dialect; nothing is run. */
export async function explainSql(ws: Workspace, text: QuestionText): Promise<readonly ExplainedSql[]> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    const question = readQuestion(text, state, readTimezone);
    const request = { question, state, buckets: bucketsIn(question, question.grain), kept: null };
    return question.metrics.flatMap((metric) => inEveryDialect(metric.name, compile(metric, request).query));
  });
}

/** The text of a query in every dialect, under the name of what it answers. */
export function inEveryDialect(metric: string, query: Fragment): readonly ExplainedSql[] {
  return dialects.map((dialect) => ({ metric, dialect: dialect.name, ...print(query, dialect) }));
}

/**
 * What is known of the data that `reader` holds. Days and weeks are those the generation was built with, even where the
 * configuration was changed since.
 */
export function stateOf(
  { config }: Workspace,
  { generation, keepsSegments = false }: Pick<Reader, "generation" | "keepsSegments">,
): DataState {
  const isCurrent = generation.timezone === config.timezone.name;
  return {
    generation: generation.number,
    zone: isCurrent ? config.timezone : (readTimezone(generation.timezone) ?? config.timezone),
    weekStart: generation.weekStart,
    dataThrough: generation.dataThrough,
    completeBefore: generation.completeBefore,
    days: generation.days,
    hasDefaultActivity: generation.hasDefaultActivity,
    currencies: generation.currencies,
    eventNames: generation.eventNames,
    eventKinds: generation.eventKinds,
    keepsSegments,
    restatements: generation.restatements ?? 0,
    lateDays: config.lateDays,
    policy: { basis: basisOf(config.policy), retentionForm: config.policy.retention_form },
    grossMarginBasisPoints: config.grossMarginBasisPoints,
    ownMetrics: config.ownMetrics,
  };
}
