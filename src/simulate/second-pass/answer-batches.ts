import { type ColumnBatch, setInt64 } from "../../schema/batch.ts";
import { truthAnswer } from "../../schema/tables/truth-answer.ts";
import type { FullRow } from "./full-row.ts";

const batchRows = 16_384;

/** Whose rows they are; see the table `truth_answer`. */
export interface AnswerPart {
  readonly shard: number;
  readonly part: "clean" | "residual";
}

/** The rows of a full answer key as batches of its table. */
export function* answerBatches(rows: Iterable<FullRow>, of: AnswerPart): Generator<ColumnBatch> {
  let batch: FullRow[] = [];
  for (const row of rows) {
    batch.push(row);
    if (batch.length < batchRows) continue;
    yield batchOf(batch, of);
    batch = [];
  }
  if (batch.length > 0) yield batchOf(batch, of);
}

function batchOf(rows: readonly FullRow[], { shard, part }: AnswerPart): ColumnBatch {
  const text = (value: (row: FullRow) => string | null) => ({ kind: "text", values: rows.map(value) }) as const;
  const wide = (value: (row: FullRow) => number) => {
    const words = new Uint32Array(2 * rows.length);
    rows.forEach((row, i) => setInt64(words, i, value(row)));
    return { kind: "int64", words } as const;
  };
  return {
    table: truthAnswer,
    rows: rows.length,
    columns: {
      shard: { kind: "int32", values: new Int32Array(rows.length).fill(shard) },
      part: text(() => part),
      question: text(({ question }) => question),
      grain: text(({ grain }) => grain),
      period: { kind: "int32", values: Int32Array.from(rows, ({ period }) => period) },
      dimension: text(({ segment }) => segment.dimension),
      dimension_value: text(({ segment }) => segment.value),
      currency: text(({ currency }) => currency),
      name: text(({ name }) => name),
      position: wide(({ position }) => position),
      value: wide(({ value }) => value),
    },
  };
}
