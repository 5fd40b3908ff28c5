import { type ColumnBatch, setInt64 } from "../../schema/batch.ts";
import { truth } from "../../schema/tables/truth.ts";
import { keyGrains } from "./buckets.ts";
import type { KeyRow } from "./key-rows.ts";
import type { Segment } from "./segments.ts";

const batchRows = 16_384;

/** The rows of an answer key as batches of the truth table. */
export function* truthBatches(
  rows: Iterable<KeyRow>,
  { shard, metrics, segments, currencies }: TruthNames,
): Generator<ColumnBatch> {
  const names = {
    metric: metrics,
    grain: keyGrains,
    dimension: [...new Set(segments.map(({ dimension }) => dimension))],
    value: [...new Set(segments.map(({ value }) => value))],
    currency: [null, ...currencies],
  };
  const codes = {
    metric: codesOf(names.metric),
    grain: codesOf(names.grain),
    dimension: codesOf(names.dimension),
    value: codesOf(names.value),
    currency: codesOf(names.currency),
  };
  let columns = emptyColumns();
  let count = 0;
  const finished = (): ColumnBatch => ({
    table: truth,
    rows: count,
    columns: {
      shard: { kind: "int32", values: new Int32Array(count).fill(shard) },
      metric: { kind: "dictionary", codes: columns.metric.subarray(0, count), dictionary: names.metric },
      grain: { kind: "dictionary", codes: columns.grain.subarray(0, count), dictionary: names.grain },
      period: { kind: "int32", values: columns.period.subarray(0, count) },
      dimension: { kind: "dictionary", codes: columns.dimension.subarray(0, count), dictionary: names.dimension },
      dimension_value: { kind: "dictionary", codes: columns.value.subarray(0, count), dictionary: names.value },
      currency: { kind: "dictionary", codes: columns.currency.subarray(0, count), dictionary: names.currency },
      value: { kind: "int64", words: columns.words.subarray(0, 2 * count) },
    },
  });
  for (const row of rows) {
    columns.metric[count] = codes.metric(row.metric);
    columns.grain[count] = codes.grain(row.grain);
    columns.period[count] = row.period;
    columns.dimension[count] = codes.dimension(row.segment.dimension);
    columns.value[count] = codes.value(row.segment.value);
    columns.currency[count] = codes.currency(row.currency);
    setInt64(columns.words, count, row.value);
    count++;
    if (count < batchRows) continue;
    yield finished();
    columns = emptyColumns();
    count = 0;
  }
  if (count > 0) yield finished();
}

/** Whose key it is, and every name that its rows may carry. */
export interface TruthNames {
  readonly shard: number;
  readonly metrics: readonly string[];
  readonly segments: readonly Segment[];
  readonly currencies: readonly string[];
}

function emptyColumns() {
  return {
    metric: new Uint8Array(batchRows),
    grain: new Uint8Array(batchRows),
    period: new Int32Array(batchRows),
    dimension: new Uint8Array(batchRows),
    value: new Uint8Array(batchRows),
    currency: new Uint8Array(batchRows),
    words: new Uint32Array(2 * batchRows),
  };
}

function codesOf(names: readonly (string | null)[]): (name: string | null) => number {
  const codes = new Map(names.map((name, code) => [name, code]));
  return (name) => {
    const code = codes.get(name);
    if (code === undefined) throw new Error(`the answer key has no name "${name}"`);
    return code;
  };
}
