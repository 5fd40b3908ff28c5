import { comparedRanges } from "../metrics/explain/compared-ranges.ts";
import { explainColumns, isPartition } from "../metrics/explain/explain-columns.ts";
import { type ExplainQuestion, type ExplainText, readExplain } from "../metrics/explain/explain-question.ts";
import type { ExplainRow, Explanation, Moved } from "../metrics/explain/explanation.ts";
import { overlaps } from "../metrics/dimensions.ts";
import { beginsBeforeHistory } from "../metrics/history.ts";
import type { Metric } from "../metrics/metric.ts";
import type { Question } from "../metrics/question.ts";
import { canonicalQuestion, compareBytes, printMoment } from "../metrics/shape.ts";
import { envelopeOf } from "./activity-envelope.ts";
import { stateOf } from "./ask.ts";
import { segmentsOf } from "./explain-segments.ts";
import type { Engine } from "./measure.ts";
import type { Workspace } from "./open.ts";
import { readTimezone } from "./timezone.ts";
import { warningsFor } from "./warnings.ts";

export type { ExplainText } from "../metrics/explain/explain-question.ts";
export type { Explanation } from "../metrics/explain/explanation.ts";

/** Why a metric moved, as it was asked. UserErrors: `usage` where it cannot be asked, `nothing_loaded` before any load. */
export async function explain(ws: Workspace, text: ExplainText): Promise<Explanation> {
  return ws.readers.use(async (reader) => {
    const state = stateOf(ws, reader);
    return answerExplain(readExplain(text, state, readTimezone), { state, run: (query) => reader.run(query) });
  });
}

/** The whole answer to a checked question. */
export async function answerExplain(asked: ExplainQuestion, engine: Engine): Promise<Explanation> {
  const { metric, dimensions } = asked;
  const { state } = engine;
  const ranges = comparedRanges(asked, state);
  const whole = await segmentsOf(ranges, null, engine);
  const total = whole.segments.get("") ?? { before: null, now: null, change: null };
  const rows: ExplainRow[] = [];
  let source = whole.source;
  for (const dimension of dimensions) {
    const found = await segmentsOf(ranges, dimension, engine);
    if (found.source === "events") source = "events";
    rows.push(...rowsOf({ metric, dimension, total }, found.segments));
  }
  const { from, to, where, event, basis, timezone, weekStart } = canonicalQuestion(asked.now);
  const begins = beginsBeforeHistory(metric, ranges.before, state);
  const compare = { kind: "range", from: asked.before.from, to: asked.before.to } as const;
  return {
    ...envelopeOf(asked.now, state, source),
    question: {
      kind: "explain",
      metric: metric.name,
      from,
      to,
      compare: `${printMoment(compare.from, asked.now)}..${printMoment(compare.to, asked.now)}`,
      by: dimensions,
      where,
      event,
      basis,
      timezone,
      weekStart,
    },
    compared: { now: printed(ranges.now), before: printed(ranges.before) },
    columns: explainColumns(metric, whole.currency),
    dimensions: dimensions.map((name) => ({
      name,
      additive: isPartition(metric, name),
      overlapping: overlaps(metric, name),
    })),
    totals: { ...total, changeRate: begins || total.change === null ? null : rate(total.change, total.before) },
    rows,
    warnings: warningsFor({ ...asked.now, compare }, state),
  };
}

function rate(change: number, before: number | null): number | null {
  return before === null || before === 0 ? null : change / Math.abs(before);
}

interface Along {
  readonly metric: Metric;
  readonly dimension: string;
  readonly total: Moved;
}

/** The segments of one dimension, the greatest change first. Where they part the figure, their changes sum to it. */
function rowsOf({ metric, dimension, total }: Along, segments: ReadonlyMap<string, Moved>): readonly ExplainRow[] {
  const parts = isPartition(metric, dimension);
  if (parts) {
    const sum = [...segments.values()].reduce((changes, { change }) => changes + (change ?? 0), 0);
    if (sum !== (total.change ?? 0)) {
      throw new Error(`"${metric.name}" changed by ${total.change}, but its segments by ${dimension} by ${sum}`);
    }
  }
  const share = (change: number | null) =>
    parts && change !== null && total.change !== null && total.change !== 0 ? change / total.change : null;
  return [...segments]
    .map(([segment, moved]) => ({ dimension, segment, ...moved, shareOfChange: share(moved.change) }))
    .toSorted((a, b) => Math.abs(b.change ?? 0) - Math.abs(a.change ?? 0) || compareBytes(a.segment, b.segment));
}

function printed(range: Question): { readonly from: string; readonly to: string } {
  return { from: printMoment(range.from, range), to: printMoment(range.to, range) };
}
